using System.CommandLine;
using October.Cli.Running;
using October.Cli.Up;

namespace October.Cli.Down;

/// <summary><c>october down</c>.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The data folder given to 'october up'.", DefaultValueFactory = _ => ".october" };
        var command = new Command("down", "Stops what 'october up' started: pods, operator and cluster. Example: october down") { data };
        command.SetAction((parsed, cancellationToken) => RunAsync(Path.GetFullPath(parsed.GetValue(data)!), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        // Who has the lock may not have written its state yet, or have deleted it already.
        if ((DataLock.Holder(folder) ?? StateOf(folder)) is not (var process, var startTicks))
        {
            await Console.Out.WriteLineAsync($"nothing is running in {folder}");
            return 0;
        }

        Signals.Terminate(process);
        var started = TimeProvider.System.GetTimestamp();
        while (ProcessTable.StartTicks(process) == startTicks)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Timeout)
                throw new CliException(
                    $"process {process} did not stop within {Timeout.TotalSeconds:0} s; end it with: kill -9 {process}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        await Console.Out.WriteLineAsync("stopped");
        return 0;
    }

    private static (int ProcessId, long StartTicks)? StateOf(string folder) =>
        RunState.Find(folder) is { } running ? (running.ProcessId, running.StartTicks) : null;
}
