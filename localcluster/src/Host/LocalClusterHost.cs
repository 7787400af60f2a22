using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Admission;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Server;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.Autoscaling;
using October.LocalCluster.Controllers.Deployments;
using October.LocalCluster.Controllers.Disruption;
using October.LocalCluster.Controllers.EndpointSlices;
using October.LocalCluster.Controllers.Events;
using October.LocalCluster.Controllers.GarbageCollection;
using October.LocalCluster.Controllers.Jobs;
using October.LocalCluster.Controllers.Namespaces;
using October.LocalCluster.Controllers.ReplicaSets;
using October.LocalCluster.Controllers.StatefulSets;
using October.LocalCluster.Controllers.Volumes;
using October.LocalCluster.Node.Cgroups;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Node.Network;
using October.LocalCluster.Node.Pods;
using October.LocalCluster.Node.Processes;
using October.LocalCluster.Node.Scheduling;
using October.LocalCluster.Node.Simulation;

namespace October.LocalCluster.Host;

/// <summary>A whole local cluster in this process: API server, controllers, a node, and the network between pods.</summary>
public sealed class LocalClusterHost : IAsyncDisposable
{
    private const string NodeName = "october";
    private const string HostAddress = "127.0.0.1";

    private readonly LocalClusterOptions _options;
    private readonly ILogger _logger;
    private readonly KubeApiServer _server;
    private readonly InformerFactory _informers;
    private readonly EventRecorder _events;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly ClusterStorage _storage;
    private readonly AddressClaim _serviceNetwork;
    private NodeDirectories? _directories;
    private Kubelet? _kubelet;
    private ServiceProxy? _services;
    private IngressProxy? _ingress;
    private bool _listening;

    private LocalClusterHost(LocalClusterOptions options, ClusterStorage storage)
    {
        (_options, _storage) = (options, storage);
        _serviceNetwork = AddressClaim.ForServices(ServiceAddresses.NetworkOf(storage.Store));
        ServiceAddresses.Move(storage.Store, _serviceNetwork.Prefix);
        _logger = options.Loggers.CreateLogger("October.LocalCluster");
        _server = new KubeApiServer(new KubeApiServerOptions
        {
            Port = options.ApiPort ?? 0,
            Time = options.Time,
            Seed = options.Seed,
            ServiceNetwork = _serviceNetwork.Prefix,
            Store = storage.Store,
            Interceptor = options.Interceptor,
            Webhook = options.Faults.Webhook,
        });
        _informers = new InformerFactory(_server.ClientFor("local-cluster"), options.Time, _logger);
        _events = new EventRecorder(_server.ClientFor("event-recorder"), options.Time, new IdSource(options.Seed + 1), _logger);
    }

    /// <summary>The API server.</summary>
    public KubeApiServer Server => _server;

    /// <summary>An in-process client with the administrator's rights.</summary>
    public IClusterClient Client => ClientFor("local-cluster-admin");

    /// <summary>Where the API server listens, for example <c>https://127.0.0.1:6443</c>.</summary>
    /// <exception cref="InvalidOperationException">It does not listen.</exception>
    public string ApiUrl => _server.Url;

    /// <summary>A kubeconfig for the administrator, as YAML. Keep it private: its token runs code on this machine.</summary>
    /// <exception cref="InvalidOperationException">The API server does not listen.</exception>
    public string Kubeconfig => _server.Kubeconfig();

    /// <summary>A kubeconfig for a ServiceAccount, which may do what its roles allow.</summary>
    /// <exception cref="InvalidOperationException">The API server does not listen.</exception>
    /// <exception cref="ApiStatusException">404: there is no such account.</exception>
    public Task<string> KubeconfigForAsync(string ns, string serviceAccount, TimeSpan lifetime, CancellationToken cancellationToken = default) =>
        _server.KubeconfigForAsync(ns, serviceAccount, lifetime, cancellationToken);

    /// <summary>Writes such a kubeconfig to a file that only this user can read.</summary>
    public async Task WriteKubeconfigAsync(string path, string ns, string serviceAccount, TimeSpan lifetime, CancellationToken cancellationToken = default) =>
        await KubeconfigFile.WriteAsync(path, await KubeconfigForAsync(ns, serviceAccount, lifetime, cancellationToken), cancellationToken);

    /// <summary>The cluster that the data directory had, and that this one continues; null for a new one.</summary>
    public PreviousCluster? Previous => _storage.Previous;

    internal Kubelet? Kubelet => _kubelet;

    /// <summary>The endpoints that connections to Services go to.</summary>
    internal ServiceTable? Services { get; private set; }

    /// <summary>Where the ingress listens.</summary>
    /// <exception cref="InvalidOperationException">The cluster has no ingress.</exception>
    public string IngressUrl => _ingress?.Url ?? throw new InvalidOperationException("The cluster was started without an ingress port.");

    /// <summary>An in-process client; its writes are recorded under the field manager.</summary>
    public IClusterClient ClientFor(string fieldManager) => _server.ClientFor(fieldManager);

    /// <summary>Starts a cluster; it is ready for use when this returns.</summary>
    /// <exception cref="Sqlite.ClusterFileException">The objects of the cluster that is to be continued cannot be read; nothing was changed.</exception>
    /// <exception cref="IOException">A port is taken, or the data directory cannot be written.</exception>
    public static async Task<LocalClusterHost> StartAsync(LocalClusterOptions options, CancellationToken cancellationToken = default)
    {
        var host = await CreateAsync(options);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static async Task<LocalClusterHost> CreateAsync(LocalClusterOptions options)
    {
        var storage = ClusterStorage.Open(options);
        try
        {
            return new LocalClusterHost(options, storage);
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops everything; no process is left when this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        // First: whatever happens to the rest, nobody finds a cluster there any more.
        if (_listening && _options.KubeconfigPath is { } path)
            File.Delete(path);
        await _stop.CancelAsync();
        if (_ingress is not null)
            await _ingress.DisposeAsync();
        if (_kubelet is not null)
            await _kubelet.DisposeAsync();
        await Task.WhenAll(_running);
        if (_services is not null)
            await _services.DisposeAsync();
        await _events.DisposeAsync();
        await _informers.DisposeAsync();
        await _server.DisposeAsync();
        await _storage.DisposeAsync();
        _serviceNetwork.Dispose();
        _stop.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anybody can look: nothing of these pods runs.
        if (Previous is not null)
            await NodeRestart.InterruptPodsAsync(_server.ClientFor("kubelet"), HostAddress, _options.Time.GetUtcNow(), cancellationToken);
        if (_options.ApiPort is not null)
        {
            await ListenAsync(_server.StartAsync, _options.ApiPort.Value, "API server", cancellationToken);
            _listening = true;
            if (_options.KubeconfigPath is { } path)
                await KubeconfigFile.WriteAsync(path, _server.Kubeconfig(), cancellationToken);
        }

        if (_options.StorageClass is { } storageClass)
        {
            var built = DefaultStorageClass.Build(storageClass, allowsExpansion: !_options.Faults.VolumesAreFixed);
            await CreateMissingAsync(ResourceTypes.StorageClasses, built, cancellationToken);
        }

        await StartNodeAsync(cancellationToken);
        StartControllers();
        await StartNetworkAsync(cancellationToken);
    }

    private async Task CreateMissingAsync(ResourceType type, JsonObject value, CancellationToken cancellationToken)
    {
        var client = _server.ClientFor("local-cluster");
        if (await client.GetAsync(type, null, value.Name(), cancellationToken) is null)
            await client.CreateAsync(type, value, cancellationToken: cancellationToken);
    }

    /// <summary>Says in one sentence what is wrong when a port is taken or may not be used.</summary>
    private static async Task ListenAsync(Func<CancellationToken, Task> start, int port, string what, CancellationToken cancellationToken)
    {
        try
        {
            await start(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new IOException($"Port {port} for the {what} is taken; stop what uses it, or choose another port.", exception);
        }
        catch (SocketException exception)
        {
            throw new IOException($"The {what} cannot listen on port {port}: {exception.Message}.", exception);
        }
    }

    private void StartControllers()
    {
        Run(new DeploymentController(Context("deployment-controller")).RunAsync);
        Run(new ReplicaSetController(Context(ReplicaKind.Sets.Component), ReplicaKind.Sets).RunAsync);
        Run(new ReplicaSetController(Context(ReplicaKind.Controllers.Component), ReplicaKind.Controllers).RunAsync);
        Run(new StatefulSetController(Context("statefulset-controller")).RunAsync);
        Run(new EndpointSliceController(Context("endpoint-slice-controller")).RunAsync);
        Run(new GarbageCollector(Context("garbage-collector")).RunAsync);
        Run(new NamespaceController(Context("namespace-controller")).RunAsync);
        Run(new ServiceAccountController(Context("service-account-controller")).RunAsync);
        // A server that does not listen has no certificate, but pods still mount the ConfigMap.
        Run(new RootCertificateController(Context("root-ca-certificate-publisher"), _listening ? _server.CertificateAuthority : "").RunAsync);
        Run(new ClaimController(Context("persistentvolume-controller"), _directories is { } directories ? directories.RemoveClaim : null).RunAsync);
        Run(new DisruptionController(Context("disruption-controller")).RunAsync);
        Run(new JobController(Context("job-controller")).RunAsync);
        Run(new CronJobController(Context("cronjob-controller")).RunAsync);
        Run(new EventExpiry(Context("event-expiry")).RunAsync);
        if (_kubelet is null)
            return;
        var sampler = new UsageSampler(_kubelet, _options.Time);
        Run(sampler.RunAsync);
        _server.ServeMetrics(sampler);
        Run(new AutoscalerController(Context("horizontal-pod-autoscaler"), sampler).RunAsync);
    }

    private async Task StartNodeAsync(CancellationToken cancellationToken)
    {
        if (_options.Node == NodeKind.None)
            return;
        var capacity = new NodeCapacity(_options.Cpu, _options.Memory, _options.Pods);
        var client = _server.ClientFor("kubelet");
        var node = new NodeContext(NodeName, HostAddress, client, await RuntimeAsync(client, cancellationToken), _events, _options.Time, _logger)
        {
            WaitsForEndpoints = _options.Faults.EndpointDelay == TimeSpan.Zero,
            KeepsPreviousLogs = !_options.Faults.LosesPreviousLogs,
        };
        _kubelet = new Kubelet(node, _informers);
        _server.AttachKubelet(_kubelet);
        await NodeRegistration.RegisterAsync(client, NodeName, HostAddress, capacity, node.Runtime.Limits, _options.Time.GetUtcNow(), cancellationToken);
        _kubelet.Start();
        Run(new Scheduler(Context("kube-scheduler"), NodeName, capacity).RunAsync);
    }

    private async Task<IContainerRuntime> RuntimeAsync(IClusterClient client, CancellationToken cancellationToken)
    {
        if (_options.Node == NodeKind.Simulated)
            return new SimulatedRuntime(_options.Script, new EnvironmentResolver(new ClusterConfigSource(client), HostAddress), _options.Time);
        var directories = new NodeDirectories(
            _options.DataDirectory ?? throw new InvalidOperationException("A node that runs processes needs a data directory."));
        await directories.AwaitProcessesAsync(_options.Time, cancellationToken);
        _storage.Clean(directories);
        _directories = directories;
        return new ProcessRuntime(
            new ProcessRuntimeOptions(_options.Images, HostAddress, _listening ? new Uri(_server.Url) : null, _options.Seed),
            directories, new ClusterConfigSource(client), _informers, ClusterCgroup.Open(_options.Time), _options.Time);
    }

    private async Task StartNetworkAsync(CancellationToken cancellationToken)
    {
        var table = new ServiceTable(_informers, _options.Time, _options.Faults.EndpointDelay);
        Services = table;
        if (_options.Node == NodeKind.Processes)
        {
            _services = new ServiceProxy(table, _options.Time, _logger);
            Run(_services.RunAsync);
        }

        if (_options.IngressPort is not { } port)
            return;
        await CreateMissingAsync(ResourceTypes.IngressClasses, IngressProxy.Class(), cancellationToken);
        _ingress = new IngressProxy(_informers, table, port);
        await ListenAsync(_ingress.StartAsync, port, "ingress", cancellationToken);
        Run(new IngressStatusController(Context("ingress-controller")).RunAsync);
    }

    private ControllerContext Context(string name)
    {
        var client = _server.ClientFor(name);
        return new ControllerContext(client, _informers, _events, new WriteExecutor(client, _informers, _events), _options.Time, _logger);
    }

    private void Run(Func<CancellationToken, Task> work) => _running.Add(Task.Run(() => work(_stop.Token)));
}
