using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace October.Benchmarks.Operator;

/// <summary>The operator as the process that it is in production.</summary>
internal sealed class OperatorRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Uri _address;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<string> _lastLines = new();
    private bool _ended;

    /// <summary>Starts it with a heap as the collector chooses it in a container with this limit: three quarters of it.</summary>
    public OperatorRun(string program, TestCluster cluster, int workers, long memoryLimit)
    {
        _address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { "--leader-elect", "false", "--listen", _address.ToString(), "--workers", workers.ToString(CultureInfo.InvariantCulture) },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = cluster.Kubeconfig;
        // The runtime reads it as hexadecimal.
        start.Environment["DOTNET_GCHeapHardLimit"] = (memoryLimit / 4 * 3).ToString("X", CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <exception cref="InvalidOperationException">The process has ended: out of memory, for example. The message has its last lines.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"The operator ended with {_process.ExitCode}:\n{string.Join('\n', _lastLines)}");
    }

    /// <summary>Waits until every informer is synced.</summary>
    /// <returns>The time since the process was started.</returns>
    public async Task<TimeSpan> ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = _address };
        await TestCluster.UntilAsync(
            async () =>
            {
                ThrowIfEnded();
                try
                {
                    return (await client.GetAsync(new Uri("/readyz", UriKind.Relative))).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromMinutes(2), "the operator is ready");
        return _clock.Elapsed;
    }

    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public double Memory => Status("VmRSS") * 1024 / 1e6;

    /// <summary>Highest resident memory in MB.</summary>
    public double PeakMemory => Status("VmHWM") * 1024 / 1e6;

    /// <summary>CPU time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;
        _ended = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lastLines.Enqueue(line);
        if (_lastLines.Count > 20)
            _lastLines.TryDequeue(out _);
    }

    private double Status(string key) => File.ReadLines($"/proc/{_process.Id}/status")
        .Where(line => line.StartsWith(key + ":", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture))
        .Single();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
