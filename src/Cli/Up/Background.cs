using System.Diagnostics;
using October.Cli.Cluster;
using October.Cli.Running;

namespace October.Cli.Up;

/// <summary><c>october up --detach</c>: runs the same command in a session of its own, copies its output, and returns when the app is Ready.</summary>
internal static class Background
{
    /// <summary>Set for the process in the background.</summary>
    public const string Marker = "OCTOBER_DETACHED";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(UpOptions options, CancellationToken cancellationToken)
    {
        if (options.Manifest is not null)
            _ = Manifest.Read(options.Manifest);
        var log = Path.Combine(options.DataDirectory, "up.log");
        // The process takes it for itself.
        using (DataDirectory.Prepare(options.DataDirectory))
            await File.WriteAllTextAsync(log, "", cancellationToken);
        using var process = Start(options, log);
        await using var reading = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(reading);
        var output = new WholeLines(Console.Out, Console.Error, line => Output.IsError(line, options.Json));
        try
        {
            while (true)
            {
                var ended = process.HasExited;
                var ready = RunState.Find(options.DataDirectory) is { Url: not null } state && state.ProcessId == process.Id;
                // After the two questions, so that nothing that was printed before the answer is left out.
                output.Write(await reader.ReadToEndAsync(cancellationToken));
                if (ended || ready)
                    output.End();
                if (ended)
                    return process.ExitCode == 0 ? 1 : process.ExitCode;
                if (ready)
                    return 0;

                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Signals.Terminate(process.Id);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static Process Start(UpOptions options, string log)
    {
        var start = new ProcessStartInfo("setsid",
        [
            // The shell only redirects the output to the file; every value is passed as an argument.
            "/bin/sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "october", log,
            .. Installation.Self, "up", "--port", $"{options.Port}", "--data", options.DataDirectory, "--output", options.Json ? "json" : "text",
            .. options.Manifest is { } manifest ? ["--file", manifest] : options.Sample ? [] : (string[])["--no-sample"],
            .. options.Fresh ? ["--fresh"] : (string[])[],
            .. options.MonitoringPort is { } port ? ["--monitoring", "--monitoring-port", $"{port}"] : (string[])[],
        ]);
        start.Environment[Marker] = "1";
        start.Environment["OCTOBER_ROOT"] = Installation.Root;
        return Process.Start(start)!;
    }
}
