using Microsoft.Extensions.Logging;
using October.Cli.Cluster;
using October.Cli.Monitoring;
using October.Cli.Running;
using October.LocalCluster.Host;
using October.LocalCluster.Node.OperatingSystem;
using October.LocalCluster.Sqlite;
using Spectre.Console;

namespace October.Cli.Up;

/// <summary><c>october up</c> in the foreground: everything stops when this call ends.</summary>
internal static class UpRun
{
    /// <summary>On any machine the operator starts within seconds.</summary>
    private static readonly TimeSpan OperatorLimit = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(UpOptions options, CancellationToken cancellationToken)
    {
        var sample = Path.GetFullPath(Installation.File("config/samples/octoberapp.yaml"));
        var manifest = options.Manifest is not null ? Manifest.Read(options.Manifest) : options.Sample ? Manifest.Read(sample) : null;
        // Read while the cluster starts.
        var definition = Task.Run(() => Manifest.Read(Installation.File("config/crd/october.dev_octoberapps.yaml")), cancellationToken);
        if (options.MonitoringPort is { } monitoring)
            LocalPrometheus.Check(monitoring);
        using var held = DataDirectory.Prepare(options.DataDirectory);
        var console = Output.Console(options.Json);
        if (Environment.IsPrivilegedProcess && !OtherUsers.ArePossible)
            console.MarkupLine(
                "[yellow]note:[/] pods run as root, as this does and setpriv cannot change: runAsUser is not enforced; an ordinary user suffices");
        var canListen = ServicePorts.MayListen();
        var probe = OperatorProcess.Probe(canListen);
        if (!canListen)
            console.MarkupLine(
                "[yellow]note:[/] this user may not listen on port 80: Services are reached through the ingress, kubectl and the API server only");
        var redis = await RedisProgram.FindAsync(cancellationToken);
        console.MarkupLineInterpolated($"[grey]redis:[/] {redis.Description}");

        using var loggers = new LoggerFactory([new FileLoggerProvider(Path.Combine(options.DataDirectory, "cluster.log"), TimeProvider.System)]);
        await using var cluster = await StartAsync(options, redis, loggers, cancellationToken);
        var kubeconfig = DataDirectory.Kubeconfig(options.DataDirectory);
        console.MarkupLineInterpolated($"[grey]cluster:[/] {cluster.Server.Url} [grey]kubeconfig:[/] {Output.Relative(kubeconfig)}");
        if (cluster.Previous is { } previous)
            console.MarkupLineInterpolated(
                $"[grey]continues[/] the cluster of {previous.Created.ToLocalTime():yyyy-MM-dd HH:mm} with {previous.Objects} objects; --fresh starts anew");
        var state = new RunState(Environment.ProcessId, ProcessTable.StartTicks(Environment.ProcessId)!.Value, null, options.Port);
        state.Write(options.DataDirectory);
        try
        {
            using var api = ClusterApi.FromFile(kubeconfig);
            foreach (var item in (await definition).Objects)
                await api.ApplyAsync(item, cancellationToken);
            await api.AwaitKindAsync(cancellationToken);
            var account = DataDirectory.OperatorKubeconfig(options.DataDirectory);
            await OperatorAccount.InstallAsync(cluster, api, probe, account, cancellationToken);
            await using var reaper = new ProcessReaper();
            var operatorPort = Programs.FreePort();
            await using var supervisor = OperatorProcess.Create(probe, account, operatorPort, Path.Combine(options.DataDirectory, "operator.log"), reaper);
            supervisor.Start();
            await using var prometheus = options.MonitoringPort is { } port
                ? await LocalPrometheus.StartAsync(
                    api, Path.Combine(options.DataDirectory, "cluster", "prometheus"), port, operatorPort, reaper, cancellationToken)
                : null;
            // Whoever has apps here goes on with them, as they are: the sample is for those who have none.
            var present = options.Manifest is null && options.Sample ? await api.AppsAsync(cancellationToken) : [];
            var apps = present.Count > 0 ? present : manifest?.Apps ?? [];
            foreach (var item in present.Count > 0 ? [] : manifest?.Objects ?? [])
                await api.ApplyAsync(item, cancellationToken);
            await Readiness.AwaitAsync("the operator", supervisor, new Uri($"http://127.0.0.1:{operatorPort}/readyz"), OperatorLimit, cancellationToken);
            var watch = new ReadyWatch(api, console, TimeProvider.System) { Continues = cluster.Previous is not null };
            var progress = new List<AppProgress>();
            foreach (var (ns, name) in apps)
            {
                var reached = await watch.AwaitAsync(ns, name, cancellationToken);
                if (!reached.IsReady && present.Count == 0)
                    throw new CliException(reached.Failure(ns, name));
                progress.Add(reached);
            }

            state = state with { Url = progress.FirstOrDefault()?.Url ?? $"{cluster.IngressUrl}" };
            // Printed first: once the state has a URL, the command that waits for this process copies what was printed, and ends.
            Output.Ready(options, apps.FirstOrDefault(), kubeconfig, state, progress.FirstOrDefault());
            state.Write(options.DataDirectory);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.MarkupLine("[grey]stopping…[/]");
            return 0;
        }
        finally
        {
            RunState.Delete(options.DataDirectory);
            File.Delete(DataDirectory.OperatorKubeconfig(options.DataDirectory));
        }
    }

    private static async Task<LocalClusterHost> StartAsync(
        UpOptions options, RedisProgram redis, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalClusterHost.StartAsync(
                new LocalClusterOptions
                {
                    IngressPort = options.Port,
                    DataDirectory = Path.Combine(options.DataDirectory, "cluster"),
                    Persistence = options.Fresh ? Persistence.Anew : Persistence.Continued,
                    KubeconfigPath = DataDirectory.Kubeconfig(options.DataDirectory),
                    Images = LocalImages.Create(redis),
                    Loggers = loggers,
                },
                cancellationToken);
        }
        catch (ClusterFileException exception) when (!exception.IsInUse)
        {
            throw new CliException($"{exception.Message}; 'october up --fresh' deletes that cluster and starts a new one", exception);
        }
        catch (IOException exception)
        {
            throw new CliException(exception.Message, exception);
        }
    }
}
