using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace October.Benchmarks.Operator;

/// <summary>The operator as the process that it is in production.</summary>
internal sealed class OperatorRun : IAsyncDisposable
{
    private readonly Process process;
    private readonly Uri address;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private bool ended;

    public OperatorRun(string program, TestCluster cluster, int workers)
    {
        address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { "--leader-elect", "false", "--listen", address.ToString(), "--workers", workers.ToString(CultureInfo.InvariantCulture) },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = cluster.Kubeconfig;
        process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Waits until every informer is synced.</summary>
    /// <returns>The time since the process was started.</returns>
    public async Task<TimeSpan> ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = address };
        await TestCluster.UntilAsync(
            async () =>
            {
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
        return clock.Elapsed;
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
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ended)
            return;
        ended = true;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private double Status(string key) => File.ReadLines($"/proc/{process.Id}/status")
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
