using System.CommandLine;
using October.Cli.Cluster;
using October.Cli.Running;
using October.Cli.Up;
using October.Cli.Usage;
using October.Crd;

namespace October.Cli.Apps;

/// <summary><c>october status</c>.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var options = new AppOptions();
        var output = OutputOption.Create();
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Keep showing it until Ctrl-C: redrawn on a terminal, otherwise printed at each change; as JSON an object in a line at each change.",
        };
        var command = new AnsweringCommand("status", """
            Shows an app as a tree: phase, rollout, components and pods.
            Exit code 0 when it is Ready, 1 when it has failed or was rolled back, 3 while a change is in progress.

            Examples:
              october status                     the only app of the namespace
              october status shop -n prod -w     watch a rollout
              october status shop -o json        the status for a script
            """)
        {
            output, watch,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await options.OpenAsync(parsed, cancellationToken);
            var json = parsed.GetValue(output) == "json";
            if (parsed.GetValue(watch))
                return await WatchAsync(session, json, cancellationToken);
            var shown = await ReadAsync(session, json, cancellationToken);
            Console.WriteLine(shown.Text);
            return ExitCode(shown.App);
        });
        return command;
    }

    /// <summary>The exit code for scripts: 0 Ready, 1 failed or rolled back, 3 in progress.</summary>
    private static int ExitCode(V1OctoberApp app)
    {
        var progress = AppProgress.Of(app);
        return progress.IsReady ? 0 : progress.IsFailed ? 1 : 3;
    }

    private static async Task<Shown> ReadAsync(AppSession session, bool json, CancellationToken cancellationToken)
    {
        var app = await session.ReadAsync(cancellationToken);
        if (json)
            return new Shown(app, app.Status is null ? "{}" : OctoberJson.Node(app.Status).ToJsonString());
        var tree = StatusTree.Of(app, await session.PodsAsync(cancellationToken), TimeProvider.System.GetUtcNow());
        return new Shown(app, string.Join(Environment.NewLine, tree));
    }

    private static async Task<int> WatchAsync(AppSession session, bool json, CancellationToken cancellationToken)
    {
        var poll = new Poll(RefreshInterval, null, TimeProvider.System, Console.Error);
        for (var last = ""; !StandardOutput.IsBroken; await Task.Delay(RefreshInterval, TimeProvider.System, cancellationToken))
        {
            var shown = await poll.UntilAsync(async () => (Shown?)await ReadAsync(session, json, cancellationToken), () => "", cancellationToken);
            var state = json ? shown.Text : State(shown.App);
            if (!json && !Console.IsOutputRedirected)
                Console.Write($"\e[H\e[2J{shown.Text}{Environment.NewLine}");
            else if (state != last)
                Console.WriteLine(shown.Text);
            last = state;
        }

        return StandardOutput.BrokenExitCode;
    }

    /// <summary>What is a change. Ages change every second; redirected output has a new entry only when something else did.</summary>
    private static string State(V1OctoberApp app) =>
        $"{app.Metadata.Generation} {app.Status?.Phase} {app.Status?.Message} {app.Status?.Components?.Api?.Summary} {app.Status?.Components?.Worker?.Summary}";

    private sealed record Shown(V1OctoberApp App, string Text);
}
