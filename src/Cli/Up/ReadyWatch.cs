using October.Cli.Cluster;
using Spectre.Console;

namespace October.Cli.Up;

/// <summary>Shows an app's progress until it is Ready: one updated line on a terminal, otherwise a line per change.</summary>
internal sealed class ReadyWatch(ClusterApi api, IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    /// <summary>Returns when the app is Ready.</summary>
    /// <exception cref="CliException">The app has failed; the message has the reason.</exception>
    public async Task<AppProgress> AwaitAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive)
            return await PollAsync(ns, name, progress => console.WriteLine(Line(ns, name, progress)), cancellationToken);
        return await console.Status().Spinner(Spinner.Known.Dots).StartAsync(
            Markup.Escape($"{ns}/{name}"),
            context => PollAsync(ns, name, progress => context.Status(Markup.Escape(Line(ns, name, progress))), cancellationToken));
    }

    private async Task<AppProgress> PollAsync(string ns, string name, Action<AppProgress> show, CancellationToken cancellationToken)
    {
        AppProgress? last = null;
        while (true)
        {
            var progress = AppProgress.Of(await api.GetAppAsync(ns, name, cancellationToken));
            if (progress != last)
                show(last = progress);
            if (progress.IsReady)
                return progress;
            if (progress.IsFailed)
                throw new CliException($"{ns}/{name} is {progress.Phase}: {progress.Message}");
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private static string Line(string ns, string name, AppProgress progress) =>
        $"{ns}/{name}  {progress.Phase}  {progress.Components}  {progress.Message}";
}
