using System.Diagnostics;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Up;

/// <summary>Runs the operator as a separate process, as in production, and restarts it with backoff when it exits.</summary>
internal sealed class OperatorSupervisor(string kubeconfig, string logPath, ProcessReaper reaper, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan InitialBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);
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
        var backoff = InitialBackoff;
        while (!_stop.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            await RunOnceAsync(assembly);
            backoff = time.GetElapsedTime(started) > TimeSpan.FromMinutes(1) ? InitialBackoff : backoff;
            await Task.Delay(backoff, time, _stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            backoff = backoff * 2 < MaxBackoff ? backoff * 2 : MaxBackoff;
        }
    }

    private async Task RunOnceAsync(string assembly)
    {
        // There is only one operator: without leader election it need not wait for the Lease of the process before it to expire.
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "dotnet", "exec", assembly, "--leader-elect", "false", "--probe", "direct", "--listen", "http://127.0.0.1:0" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        // As in production: NetworkPolicies let the operator's probes through.
        start.Environment["POD_NAMESPACE"] = OperatorAccount.Namespace;
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
