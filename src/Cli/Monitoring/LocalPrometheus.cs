using October.Cli.Cluster;
using October.Cli.Running;
using October.LocalCluster.Node.OperatingSystem;

namespace October.Cli.Monitoring;

/// <summary>The Prometheus of this machine, on 127.0.0.1, with the operator and the apps of the local cluster as its targets.</summary>
internal sealed class LocalPrometheus : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
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

    /// <summary>Starts it.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="folder">Folder for configuration and series, of this cluster only.</param>
    /// <param name="port">Its port on 127.0.0.1.</param>
    /// <param name="operatorPort">Port of the operator's metrics on 127.0.0.1.</param>
    /// <param name="reaper">Ends it when this process is killed.</param>
    public static LocalPrometheus Start(ClusterApi api, string folder, int port, int operatorPort, ProcessReaper reaper)
    {
        Directory.CreateDirectory(folder);
        var (configuration, targets) = (Path.Combine(folder, "prometheus.yaml"), Path.Combine(folder, "targets.json"));
        File.WriteAllText(configuration, PrometheusFiles.Configuration(targets));
        string[] command =
        [
            Find(), $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(folder, "series")}", $"--web.listen-address=127.0.0.1:{port}",
        ];
        var process = new SupervisedProcess(command, new Dictionary<string, string>(), Path.Combine(folder, "prometheus.log"), reaper, TimeProvider.System);
        return new LocalPrometheus(process, api, targets, operatorPort);
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
                catch (Exception exception) when (exception is CliException or HttpRequestException)
                {
                    // The next look is two seconds away; a cluster that does not answer for longer ends the command.
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
