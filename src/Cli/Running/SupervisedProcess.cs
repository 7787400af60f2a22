using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Running;

/// <summary>Runs a program in a session of its own, writes its output to a file, and restarts it with backoff when it exits.</summary>
/// <param name="command">Program and arguments.</param>
/// <param name="environment">Variables besides this process' own; null takes one of those away.</param>
/// <param name="logPath">File for its output; replaced when it is started first.</param>
/// <param name="reaper">Ends it when this process is killed.</param>
/// <param name="time">Clock of the backoff.</param>
internal sealed class SupervisedProcess(
    IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, string logPath, ProcessReaper reaper, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan InitialBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _secondEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private int _ends;

    /// <summary>
    /// Completes when it has ended by itself for the second time, with how, and the last that it said: the first may have been for something that has passed,
    /// such as a port that another program had for a moment. It is started again all the same.
    /// </summary>
    public Task<string> SecondEnd => _secondEnd.Task;

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
            await Task.Delay(backoff, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff;
        }
    }

    private async Task RunOnceAsync()
    {
        using var log = new LogFile(logPath);
        try
        {
            var code = await RunOnceAsync(log);
            if (!_stop.IsCancellationRequested)
                Note($"exit code {code}{(LogFile.LastLine(logPath) is { } said ? $": {said}" : "")}; its log is {logPath}");
        }
        catch (Win32Exception exception)
        {
            log.Write(Encoding.UTF8.GetBytes($"cannot be started: {exception.Message}\n"));
            Note($"it cannot be started: {exception.Message}");
        }

        void Note(string end)
        {
            if (++_ends == 2)
                _secondEnd.SetResult(end);
        }
    }

    private async Task<int> RunOnceAsync(LogFile log)
    {
        using var process = Process.Start(StartInfo())!;
        reaper.Add(process.Id);
        process.StandardInput.Close();
        var copying = Task.WhenAll(log.CopyAsync(process.StandardOutput.BaseStream), log.CopyAsync(process.StandardError.BaseStream));
        await using (_stop.Token.Register(() => ProcessGroup.Terminate(process.Id)))
        {
            await process.WaitForExitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!process.HasExited)
        {
            using var grace = new CancellationTokenSource(GracePeriod, time);
            await process.WaitForExitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ProcessGroup.Kill(process.Id);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        await copying;
        reaper.Remove(process.Id);
        return process.ExitCode;
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("setsid", command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            if (value is null)
                start.Environment.Remove(key);
            else
                start.Environment[key] = value;
        }

        return start;
    }
}
