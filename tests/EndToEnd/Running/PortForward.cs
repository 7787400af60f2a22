using System.Diagnostics;

namespace October.EndToEnd.Running;

/// <summary><c>kubectl port-forward</c> to the api of the sample app. It goes to one pod, and ends with it: then another takes its place.</summary>
internal sealed class PortForward : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _kubeconfig;
    private readonly int _port = Loopback.FreePort();
    private readonly Task _work;

    public PortForward(string kubeconfig)
    {
        _kubeconfig = kubeconfig;
        _work = Task.Run(ForwardAsync);
    }

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task ForwardAsync()
    {
        var start = new ProcessStartInfo("kubectl") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["port-forward", "-n", "october", "svc/october-api", $"{_port}:80", "--address", "127.0.0.1"])
            start.ArgumentList.Add(argument);
        start.Environment["KUBECONFIG"] = _kubeconfig;
        while (!_stop.IsCancellationRequested)
        {
            using var process = Process.Start(start)!;
            // What it says is not kept: without a reader it would stop at a full pipe.
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, line) =>
            {
                // It stays, and every request fails, when its pod has gone.
                if (line.Data?.Contains("lost connection to pod", StringComparison.Ordinal) == true)
                    process.Kill();
            };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                await process.WaitForExitAsync(_stop.Token);
                await Task.Delay(Pause, TimeProvider.System, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }
}
