using System.Diagnostics;
using System.Globalization;
using October.LocalCluster.Host;

namespace October.Benchmarks.LocalCluster;

/// <summary>A local cluster as a process of its own, so that its memory is its alone and its clients pay for themselves.</summary>
internal sealed class ServedCluster : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("october-benchmark-").FullName;
    private readonly Process _process;

    private ServedCluster(bool isKept)
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(ServedCluster).Assembly.Location, "serve", Kubeconfig, isKept ? Path.Combine(_directory, "cluster") : "" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    public string Kubeconfig => Path.Combine(_directory, "kubeconfig");

    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public double Memory => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status")
            .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture) * 1024 / 1e6;

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="isKept">Whether its objects are in a file.</param>
    public static async Task<ServedCluster> StartAsync(bool isKept = false)
    {
        var cluster = new ServedCluster(isKept);
        if (await cluster._process.StandardOutput.ReadLineAsync() != "serving")
            throw new InvalidOperationException("The cluster did not start.");
        return cluster;
    }

    /// <summary>The other side: serves until its input ends.</summary>
    /// <param name="kubeconfig">Where to write it.</param>
    /// <param name="directory">For its objects; empty keeps them in memory.</param>
    public static async Task ServeAsync(string kubeconfig, string directory)
    {
        var options = new LocalClusterOptions { Node = NodeKind.Simulated, KubeconfigPath = kubeconfig };
        await using var host = await LocalClusterHost.StartAsync(
            directory.Length == 0 ? options : options with { DataDirectory = directory, Persistence = Persistence.Continued });
        Console.WriteLine("serving");
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
