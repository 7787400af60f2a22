using October.Cli.Cluster;
using October.Cli.Running;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Monitoring;

/// <summary>The Prometheus of this machine, on 127.0.0.1, with the operator and the apps of the local cluster as its targets.</summary>
internal sealed class LocalPrometheus : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>It reads what it recorded before, first.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly SupervisedProcess _process;
    private readonly Task _loop;

    private LocalPrometheus(SupervisedProcess process, ClusterApi api, string targetsPath, int operatorPort)
    {
        _process = process;
        _process.Start();
        _loop = FollowAsync(api, targetsPath, operatorPort, _stop.Token);
    }

    /// <summary>The program.</summary>
    /// <exception cref="CliException">It is not installed.</exception>
    public static string Find() => Programs.Find("prometheus")
        ?? throw new CliException(
            "--monitoring needs 'prometheus' on the PATH, and it is not there: apt-get install prometheus, or https://prometheus.io/download");

    /// <summary>Finds out whether it can be started, before anything else is.</summary>
    /// <exception cref="CliException">It is not installed, or its port is taken.</exception>
    public static void Check(int port)
    {
        _ = Find();
        if (!Programs.IsFree(port))
            throw new CliException($"port {port} for Prometheus is taken; stop what uses it, or choose another one with --monitoring-port");
    }

    /// <summary>Starts it; it is ready when this returns.</summary>
    /// <exception cref="CliException">It ended again.</exception>
    /// <param name="api">The cluster.</param>
    /// <param name="folder">Folder for configuration and series, of this cluster only.</param>
    /// <param name="port">Its port on 127.0.0.1.</param>
    /// <param name="operatorPort">Port of the operator's metrics on 127.0.0.1.</param>
    /// <param name="reaper">Ends it when this process is killed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<LocalPrometheus> StartAsync(
        ClusterApi api, string folder, int port, int operatorPort, ProcessReaper reaper, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (configuration, targets) = (Path.Combine(folder, "prometheus.yaml"), Path.Combine(folder, "targets.json"));
        File.WriteAllText(configuration, PrometheusFiles.Configuration(targets));
        string[] command =
        [
            Find(), $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "series")}", $"--web.listen-address=127.0.0.1:{port}",
        ];
        var process = new SupervisedProcess(command, new Dictionary<string, string?>(), Path.Combine(folder, "prometheus.log"), reaper, TimeProvider.System);
        var prometheus = new LocalPrometheus(process, api, targets, operatorPort);
        try
        {
            await Readiness.AwaitAsync("Prometheus", process, new Uri($"http://127.0.0.1:{port}/-/ready"), StartLimit, cancellationToken);
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _process.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task FollowAsync(ClusterApi api, string path, int operatorPort, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var last = "";
        try
        {
            do
            {
                try
                {
                    var pods = await api.GetAsync("api/v1/pods?labelSelector=october.dev/app", cancellationToken);
                    var targets = PrometheusFiles.Targets(pods!, operatorPort);
                    if (targets != last)
                    {
                        // Replaced in one step: Prometheus reads it whenever it changes.
                        await File.WriteAllTextAsync(path + ".new", targets, cancellationToken);
                        File.Move(path + ".new", path, overwrite: true);
                        last = targets;
                    }
                }
                catch (Exception exception) when (exception is CliException or HttpRequestException or IOException)
                {
                    // The next look is two seconds away: the cluster may answer by then, or the disk have room.
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }
}
