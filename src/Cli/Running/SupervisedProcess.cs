using System.Diagnostics;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Running;

/// <summary>Runs a program in a session of its own, writes its output to a file, and restarts it with backoff when it exits.</summary>
/// <param name="command">Program and arguments.</param>
/// <param name="environment">Variables besides this process' own.</param>
/// <param name="logPath">File for its output; replaced when it is started first.</param>
/// <param name="reaper">Ends it when this process is killed.</param>
/// <param name="time">Clock of the backoff.</param>
internal sealed class SupervisedProcess(
    IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string logPath, ProcessReaper reaper, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan InitialBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        File.Delete(logPath);
        _loop = Task.Run(LoopAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var backoff = InitialBackoff;
        while (!_stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await RunOnceAsync();
            backoff = time.GetElapsedTime(started) > TimeSpan.FromMinutes(1) ? InitialBackoff : backoff;
            await Task.Delay(backoff, time, _stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff;
        }
    }

    private async Task RunOnceAsync()
    {
        var start = new ProcessStartInfo("setsid", command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        reaper.Add(process.Id);
        process.StandardInput.Close();
        // Not buffered: whoever looks into it sees the last line.
        await using var log = new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var copying = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(log), process.StandardError.BaseStream.CopyToAsync(log));
        await using (_stop.Token.Register(() => ProcessGroup.Terminate(process.Id)))
        {
            await process.WaitForExitAsync(_stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (!process.HasExited)
        {
            using var grace = new CancellationTokenSource(GracePeriod, time);
            await process.WaitForExitAsync(grace.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            ProcessGroup.Kill(process.Id);
        }

        await copying;
        reaper.Remove(process.Id);
    }
}
