using System.CommandLine;
using October.Cli.Cluster;
using October.Cli.Up;
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
            Description = "Keep showing it until Ctrl-C: redrawn on a terminal, otherwise printed at each change.",
        };
        var command = new Command("status", """
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
            if (parsed.GetValue(output) == "json")
            {
                var app = await session.ReadAsync(cancellationToken);
                Console.WriteLine(app.Status is null ? "{}" : OctoberJson.Node(app.Status).ToJsonString());
                return ExitCode(app);
            }

            return parsed.GetValue(watch) ? await WatchAsync(session, cancellationToken) : await ShowAsync(session, cancellationToken);
        });
        return command;
    }

    /// <summary>The exit code for scripts: 0 Ready, 1 failed or rolled back, 3 in progress.</summary>
    private static int ExitCode(Crd.V1OctoberApp app)
    {
        var progress = AppProgress.Of(OctoberJson.Node(app));
        return progress.IsReady ? 0 : progress.IsFailed ? 1 : 3;
    }

    private static async Task<int> ShowAsync(AppSession session, CancellationToken cancellationToken)
    {
        var app = await session.ReadAsync(cancellationToken);
        foreach (var line in StatusTree.Of(app, await session.PodsAsync(cancellationToken), TimeProvider.System.GetUtcNow()))
            Console.WriteLine(line);
        return ExitCode(app);
    }

    private static async Task<int> WatchAsync(AppSession session, CancellationToken cancellationToken)
    {
        var last = "";
        while (true)
        {
            var app = await session.ReadAsync(cancellationToken);
            var text = string.Join(Environment.NewLine, StatusTree.Of(app, await session.PodsAsync(cancellationToken), TimeProvider.System.GetUtcNow()));
            // Ages change every second; redirected output has a new entry only when something else changed.
            var state =
                $"{app.Metadata.Generation} {app.Status?.Phase} {app.Status?.Message} {app.Status?.Components?.Api?.Summary} "
                    + $"{app.Status?.Components?.Worker?.Summary}";
            if (!Console.IsOutputRedirected)
                Console.Write($"\e[H\e[2J{text}{Environment.NewLine}");
            else if (state != last)
                Console.WriteLine(text);
            last = state;
            await Task.Delay(RefreshInterval, TimeProvider.System, cancellationToken);
        }
    }
}
