using System.Diagnostics;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Up;

/// <summary>Runs the operator as the separate program that it is in production, and starts it again when it dies.</summary>
internal sealed class OperatorSupervisor(string kubeconfig, string logPath, ProcessReaper reaper, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        File.Delete(logPath);
        var assembly = Installation.Assembly("src/Operator", "october-operator");
        _loop = Task.Run(() => LoopAsync(assembly));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync(string assembly)
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await RunOnceAsync(assembly);
            pause = time.GetElapsedTime(started) > TimeSpan.FromMinutes(1) ? FirstPause : pause;
            await Task.Delay(pause, time, _stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task RunOnceAsync(string assembly)
    {
        // One operator by construction: without an election it need not wait for its dead predecessor's lease.
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "dotnet", "exec", assembly, "--leader-elect", "false", "--probe", "direct", "--listen", "http://127.0.0.1:0" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var process = Process.Start(start)!;
        reaper.Add(process.Id);
        process.StandardInput.Close();
        await using var log = new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var copying = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(log), process.StandardError.BaseStream.CopyToAsync(log));
        await using (_stop.Token.Register(() => ProcessGroup.Terminate(process.Id)))
        {
            await process.WaitForExitAsync(_stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (!process.HasExited)
        {
            using var grace = new CancellationTokenSource(Grace, time);
            await process.WaitForExitAsync(grace.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            ProcessGroup.Kill(process.Id);
        }

        await copying;
        reaper.Remove(process.Id);
    }
}
