using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Streaming;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Cgroups;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.Node.Processes;

/// <summary>Runs containers as local processes, by the image map.</summary>
internal sealed class ProcessRuntime(
    ProcessRuntimeOptions options,
    NodeDirectories directories,
    IConfigSource source,
    InformerFactory informers,
    ClusterCgroup cgroups,
    TimeProvider time) : IContainerRuntime
{
    private readonly LoopbackAddresses _addresses = new(options.Seed);
    private readonly ProcessReaper _reaper = new(directories.ProcessLock);
    private readonly EnvironmentResolver _environment = new(source, options.HostAddress);
    private readonly PodTokens _tokens = new(source, time);
    private readonly ConcurrentDictionary<string, string> _addressOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ContainerLog> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ProcessContainer> _running = new(StringComparer.Ordinal);
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    public LimitEnforcement Limits => cgroups.Enforcement;

    public string AllocateAddress(JsonObject pod) => _addressOf.GetOrAdd(pod.Uid(), _ => _addresses.Allocate());

    public ValueTask<string?> FindImageAsync(string image, CancellationToken cancellationToken) => ValueTask.FromResult(options.Images.Images.ContainsKey(image)
        ? null
        : $"failed to pull and unpack image \"{image}\": the image map of this local cluster does not have it. Known: "
            + $"{string.Join(", ", options.Images.Images.Keys.Order(StringComparer.Ordinal))}");

    public async Task<IContainer> StartAsync(ContainerRun run, CancellationToken cancellationToken)
    {
        var image = options.Images.Images[run.Image];
        var user = ContainerUser.Of(run, OtherUsers.ArePossible);
        var variables = await _environment.ResolveAsync(run, cancellationToken);
        var directoryOf = await Volumes.WriteAsync(run, user, cancellationToken);
        if (options.Server is { } server)
            ApiAccess.Add(variables, run.Pod, directoryOf, server, directories.Kubeconfig(run.Pod));
        var mounts = new MountPaths(directoryOf);
        // Those of a continued cluster may still be on their way.
        await informers.Get(ResourceTypes.Services).Synced.WaitAsync(cancellationToken);
        var services = new ServiceNames(run.Pod.Namespace(), ClusterIps());
        var home = NodeDirectories.Make(directories.PodData(run.Pod));
        if (user is not null)
            OtherUsers.Own(home, user.User, user.VolumeGroup);
        var program = ContainerProgram.Of(run, image, variables, PlaceholdersOf(run), mounts, services, home) with { User = user };
        var path = directories.Log(run.Pod, run.Name, run.Attempt);
        NodeDirectories.Make(Path.GetDirectoryName(path)!);
        cancellationToken.ThrowIfCancellationRequested();
        var log = new ContainerLog(path, time);
        ContainerCgroup? cgroup = null;
        try
        {
            string Localize(string text) => services.Replace(mounts.Replace(text));
            cgroup = cgroups.Make(run.Resources);
            var container = ProcessContainer.Start(
                program,
                log,
                new ContainerActions(run, program, Localize, _http, cgroup, _reaper, time),
                new ContainerCommand(program, Localize, cgroup, _reaper),
                cgroup,
                run.Container.BoolAt("stdin") == true,
                _reaper,
                time);
            _logs[path] = log;
            _running[container.Id] = container;
            return container;
        }
        catch (Exception exception) when (exception is ContainerStartException or IOException)
        {
            log.Dispose();
            if (cgroup is not null)
                await cgroup.RemoveAsync();
            if (exception is IOException)
                throw new ContainerStartException($"{ContainerStartException.Prefix}error setting cgroup config: {exception.Message}", exception);
            throw;
        }
    }

    public Task RefreshAsync(JsonObject pod, string address, CancellationToken cancellationToken) => Volumes.RefreshAsync(pod, address, cancellationToken);

    public Task WriteLogAsync(ContainerRun run, LogOptions options, Stream output, CancellationToken cancellationToken)
    {
        var path = directories.Log(run.Pod, run.Name, run.Attempt);
        return File.Exists(path)
            ? LogReading.WriteAsync(path, _logs.GetValueOrDefault(path), options, time.GetUtcNow(), output, cancellationToken)
            : throw new InvalidOperationException($"there is no log of container \"{run.Name}\" in pod \"{run.Pod.Name()}\"");
    }

    public IReadOnlyDictionary<string, ContainerUsage> Measure()
    {
        var result = new Dictionary<string, ContainerUsage>(StringComparer.Ordinal);
        var sessions = SessionUsage.Scan();
        foreach (var (id, container) in _running)
        {
            if (container.Session is not { } session)
                _running.TryRemove(id, out _);
            else if (sessions.TryGetValue(session, out var usage))
                result[id] = usage;
        }

        return result;
    }

    public void RemovePod(JsonObject pod)
    {
        if (_addressOf.TryRemove(pod.Uid(), out var address))
            _addresses.Release(address);
        _tokens.Forget(pod);
        var root = directories.Pod(pod);
        foreach (var path in _logs.Keys.Where(p => p.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            _logs.TryRemove(path, out _);
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It never came to that.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reaper.DisposeAsync();
        cgroups.Remove();
        _addresses.Dispose();
        _http.Dispose();
    }

    private VolumeWriter Volumes => new(source, _tokens, directories, options.HostAddress);

    private Dictionary<(string Namespace, string Name), string> ClusterIps() => informers.Get(ResourceTypes.Services).All()
        .Where(s => s.StringAt("spec", "clusterIP") is { Length: > 0 } ip && ip != "None")
        .ToDictionary(s => (s.Namespace(), s.Name()), s => s.StringAt("spec", "clusterIP")!);

    private Placeholders PlaceholdersOf(ContainerRun run)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["podIP"] = run.PodAddress,
            ["podName"] = run.Pod.Name(),
            ["namespace"] = run.Pod.Namespace(),
            ["dataDir"] = NodeDirectories.Make(directories.PodData(run.Pod)),
        };
        foreach (var port in run.Container.ArrayAt("ports").Objects())
        {
            if (port.StringAt("name") is { } name)
                values[$"port:{name}"] = (port.LongAt("containerPort") ?? 0).ToString(CultureInfo.InvariantCulture);
        }

        return new Placeholders(values);
    }
}
