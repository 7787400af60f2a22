using System.Text.Json.Nodes;
using October.Cli.Cluster;
using Spectre.Console;

namespace October.Cli.Up;

/// <summary>Shows an app's progress until it is Ready: one updated line on a terminal, otherwise a line per change.</summary>
internal sealed class ReadyWatch(ClusterApi api, IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    /// <summary>The status may be of an earlier run: Ready is then what has pods that are.</summary>
    public bool Continues { get; init; }

    /// <summary>Returns when the app is Ready, or has failed.</summary>
    public async Task<AppProgress> AwaitAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive)
            return await PollAsync(ns, name, console.WriteLine, cancellationToken);
        return await console.Status().Spinner(Spinner.Known.Dots).StartAsync(
            Markup.Escape($"{ns}/{name}"),
            context => PollAsync(ns, name, line => context.Status(Markup.Escape(line)), cancellationToken));
    }

    private async Task<AppProgress> PollAsync(string ns, string name, Action<string> show, CancellationToken cancellationToken)
    {
        var last = "";
        return await new Poll(PollInterval, null, time, Console.Error).UntilAsync(AskAsync, () => "", cancellationToken);

        async Task<AppProgress?> AskAsync()
        {
            var progress = AppProgress.Of(await api.ReadAppAsync(ns, name, cancellationToken));
            var pods = progress.IsReady && !Continues ? null : await PodsAsync(ns, name, cancellationToken);
            var line = Line(ns, name, progress, pods);
            if (line != last)
                show(last = line);
            return (progress.IsReady && pods is null) || progress.IsFailed ? progress : null;
        }
    }

    private async Task<string?> PodsAsync(string ns, string name, CancellationToken cancellationToken) => PodProgress.Of(
        (await api.GetAsync($"api/v1/namespaces/{ns}/pods?labelSelector=october.dev%2Fapp%3D{name}", cancellationToken))?["items"] as JsonArray);

    private static string Line(string ns, string name, AppProgress progress, string? pods) =>
        $"{ns}/{name}  {progress.Phase}  {progress.Components}  {progress.Message}{(pods is null ? "" : $"; {pods}")}";
}
