using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.Host;
using October.LocalCluster.Node.Simulation;
using October.LocalCluster.Testing;
using October.Runtime.Api;
using Prometheus;

namespace October.Operator.Controller.Simulation;

/// <summary>
/// The real operator against a real local cluster whose pods are simulated, in one process and on one clock, which goes on when nothing is left to do: how
/// fast the machine is makes no difference.
/// </summary>
internal sealed class SimulatedOctober : IAsyncDisposable
{
    public static readonly ResourceType Apps = new(OctoberApi.Group, OctoberApi.Version, OctoberApi.Plural);
    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");

    private static readonly Lazy<string> Definition = new(() => KubeJson.Write(CrdBuilder.Build()));

    /// <summary>Of the cluster's time: longer than any deadline of a test's app.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    private readonly LocalClusterHost _cluster;
    private readonly List<Replica> _replicas = [];
    private Kubernetes _client = null!;
    private CancellationTokenSource _life = new();
    private Task<bool> _operating = Task.FromResult(true);

    private SimulatedOctober(LocalClusterHost cluster, VirtualClock time, RequestLog requests) => (_cluster, Time, Requests) = (cluster, time, requests);

    public VirtualClock Time { get; }

    public RequestLog Requests { get; }

    public ProbedApi Probed { get; } = new();

    public RememberedRedis Redis { get; } = new();

    /// <summary>What the operator that was started last counts.</summary>
    public CollectorRegistry Metrics { get; private set; } = Prometheus.Metrics.NewCustomRegistry();

    public IClusterClient Cluster => _cluster.Client;

    /// <summary>The endpoints that connections to Services go to at the moment.</summary>
    public IReadOnlyList<ServicePort> Endpoints => _cluster.Services!.Current();

    public static Task<SimulatedOctober> StartAsync(params (string Image, ImageBehaviour Behaviour)[] script) => StartAsync(ClusterFaults.None, script);

    public static async Task<SimulatedOctober> StartAsync(ClusterFaults faults, params (string Image, ImageBehaviour Behaviour)[] script)
    {
        var october = await StartWithoutOperatorAsync(faults, (JsonObject)JsonNode.Parse(Definition.Value)!, script);
        october.StartOperator();
        return october;
    }

    /// <param name="faults">What goes wrong in the cluster.</param>
    /// <param name="definition">The CustomResourceDefinition of apps.</param>
    /// <param name="script">How images behave.</param>
    public static async Task<SimulatedOctober> StartWithoutOperatorAsync(
        ClusterFaults faults, JsonObject definition, params (string Image, ImageBehaviour Behaviour)[] script)
    {
        var time = new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var requests = new RequestLog();
        var host = await LocalClusterHost.StartAsync(new LocalClusterOptions
        {
            ApiPort = null,
            Node = NodeKind.Simulated,
            Script = new SimulationScript(script.ToDictionary(pair => pair.Image, pair => pair.Behaviour)),
            Time = time,
            Seed = 7,
            Interceptor = requests,
            Faults = faults,
        });
        var october = new SimulatedOctober(host, time, requests);
        await october.Cluster.CreateAsync(Definitions, definition);
        await october.UntilAsync(
            async () =>
                (bool?)
                    (await october.Cluster.GetAsync(Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}"))
                        ?["status"]?["conditions"]?.AsArray()
                        .Any(condition => (string?)condition!["type"] == "Established") == true,
            "the CRD is established");
        october._client = await OperatorAccount.DirectClientAsync(host);
        return october;
    }

    /// <summary>Replaces the CustomResourceDefinition of apps, as an upgrade and a downgrade do.</summary>
    public async Task DefineAsync(JsonObject definition)
    {
        definition["metadata"]!["resourceVersion"] =
            (await Cluster.GetAsync(Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}"))!["metadata"]!["resourceVersion"]!.DeepClone();
        await Cluster.UpdateAsync(Definitions, definition);
    }

    /// <summary>Puts an object into the cluster's storage as it once was, with its uid, status and managed fields.</summary>
    /// <param name="storage">The storage, <c>group/plural</c>.</param>
    /// <param name="value">The object.</param>
    public void Restore(string storage, JsonObject value)
    {
        var key = new ObjectKey((string?)value["metadata"]!["namespace"] ?? "", (string)value["metadata"]!["name"]!);
        Assert.NotNull(_cluster.Server.Store.Commit(storage, key, expected: 0, value));
    }

    /// <param name="options">How it is run; by default for all namespaces, and alone.</param>
    public void StartOperator(OperatorOptions? options = null)
    {
        _life = new CancellationTokenSource();
        Metrics = Prometheus.Metrics.NewCustomRegistry();
        var process = new OperatorProcess(
            options ?? new OperatorOptions { LeaderElect = false },
            Services(new KubeApi(_client, Time, OctoberApi.FieldManager), Probed, Time) with { Redis = Redis, Metrics = Metrics });
        var cancellationToken = _life.Token;
        _operating = Task.Run(() => process.RunAsync(cancellationToken), CancellationToken.None);
    }

    /// <summary>What an operator under test works with.</summary>
    public static OperatorServices Services(IKubeApi api, HttpMessageHandler probing, TimeProvider time) => new()
    {
        Api = api,
        Probing = probing,
        Redis = new RememberedRedis(),
        Time = time,
        Random = static () => 0.5,
        Identity = "test",
        Metrics = Prometheus.Metrics.NewCustomRegistry(),
        Loggers = NullLoggerFactory.Instance,
    };

    /// <summary>One more operator, which leads only while it holds the lease.</summary>
    public Replica StartReplica(string name)
    {
        var replica = new Replica(name, new KubeApi(_client, Time, OctoberApi.FieldManager), Probed, Time);
        _replicas.Add(replica);
        return replica;
    }

    /// <summary>Ends the operator where it stands.</summary>
    public void KillOperator() => _life.Cancel();

    public async Task StopOperatorAsync()
    {
        await _life.CancelAsync();
        await _operating.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public Task ApplyAsync(string apiImage, string workerImage = "worker:v1") => ApplyAsync(new JsonObject
    {
        ["api"] = new JsonObject { ["image"] = apiImage },
        ["worker"] = new JsonObject { ["image"] = workerImage },
        ["rollout"] = new JsonObject { ["progressDeadline"] = "60s" },
    });

    public async Task ApplyAsync(JsonObject spec)
    {
        if (await AppAsync() is null)
        {
            await Cluster.CreateAsync(Apps, new JsonObject
            {
                ["apiVersion"] = Apps.ApiVersion,
                ["kind"] = OctoberApi.Kind,
                ["metadata"] = new JsonObject { ["name"] = "shop", ["namespace"] = "default" },
                ["spec"] = spec,
            });
            return;
        }

        await Cluster.PatchAsync(Apps, "default", "shop", new JsonObject { ["spec"] = spec });
    }

    /// <summary>Replaces the whole spec: what is not in it is gone.</summary>
    public async Task ReplaceAsync(JsonObject spec)
    {
        var app = (JsonObject)(await AppAsync())!.DeepClone();
        app["spec"] = spec;
        await Cluster.UpdateAsync(Apps, app);
    }

    public Task AnnotateAsync(string annotation, string value) =>
        Cluster.PatchAsync(
            Apps, "default", "shop", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = value } } });

    public Task DeleteAsync() => Cluster.DeleteAsync(Apps, "default", "shop");

    /// <summary>Lets time pass until the operator has asked for nothing for two seconds.</summary>
    /// <returns>Always true.</returns>
    public async Task<bool> QuietAsync()
    {
        var end = Time.GetUtcNow() + Limit;
        for (var observed = -1; observed != Requests.Count;)
        {
            Assert.True(Time.GetUtcNow() < end, "the operator does not come to rest");
            observed = Requests.Count;
            await Time.PassAsync(TimeSpan.FromSeconds(2));
        }

        return true;
    }

    /// <summary>Everything that the app has, without what differs by chance or by time.</summary>
    public async Task<string> EndAsync()
    {
        (string Group, string Plural)[] kinds =
        [
            ("", "services"),
            ("", "serviceaccounts"),
            ("", "configmaps"),
            ("", "secrets"),
            ("", "persistentvolumeclaims"),
            ("apps", "deployments"),
            ("apps", "controllerrevisions"),
            ("autoscaling", "horizontalpodautoscalers"),
            ("networking.k8s.io", "ingresses"),
            ("networking.k8s.io", "networkpolicies"),
            ("policy", "poddisruptionbudgets"),
        ];
        var lines = new List<string>();
        foreach (var (group, plural) in kinds)
        {
            var objects = (
                await Cluster.ListAsync(
                    new ResourceType(group, group == "autoscaling" ? "v2" : "v1", plural), "default", "app.kubernetes.io/managed-by=october-operator")).Items;
            lines.AddRange(objects.Select(child => $"{plural}/{(string?)child["metadata"]!["name"]} {Wanted(plural, child)}").Order(StringComparer.Ordinal));
        }

        var status = (await AppAsync())?["status"];
        lines.Add($"phase {status?["phase"]}, revisions {status?["revisions"]?.ToJsonString()}");
        return string.Join('\n', lines);
    }

    /// <summary>What the operator decides about a child; not addresses, and not the number of pods that an autoscaler decides.</summary>
    private static string? Wanted(string plural, JsonObject child) => plural switch
    {
        "deployments" => child["spec"]!["template"]!.ToJsonString(),
        "configmaps" or "controllerrevisions" => child["data"]?.ToJsonString(),
        "horizontalpodautoscalers" or "ingresses" or "networkpolicies" or "poddisruptionbudgets" => child["spec"]?.ToJsonString(),
        _ => null,
    };

    public Task<JsonObject?> AppAsync() => Cluster.GetAsync(Apps, "default", "shop");

    public Task<JsonObject?> GetAsync(string group, string plural, string name) =>
        Cluster.GetAsync(new ResourceType(group, group == "autoscaling" ? "v2" : "v1", plural), "default", name);

    /// <summary>Installs a CustomResourceDefinition whose objects may hold anything.</summary>
    public Task InstallAsync(string group, string kind, string plural) => InstallAsync(Cluster, group, kind, plural);

    public static Task InstallAsync(IClusterClient cluster, string group, string kind, string plural) => cluster.CreateAsync(Definitions, new JsonObject
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{plural}.{group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = group,
            ["scope"] = "Namespaced",
            ["names"] = new JsonObject { ["kind"] = kind, ["plural"] = plural },
            ["versions"] = new JsonArray(JsonNode.Parse("""
                {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}
                """)),
        },
    });

    public Task UninstallAsync(string definition) => Cluster.DeleteAsync(Definitions, null, definition);

    /// <summary>Messages of the app's events with this reason.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string reason) =>
        [
            .. (await Cluster.ListAsync(new ResourceType("", "v1", "events"), "default"))
                .Items.Where(entry => (string?)entry["reason"] == reason)
                .Select(entry => (string)entry["message"]!),
        ];

    /// <summary>Lets time pass until the app has settled in this phase for its current generation.</summary>
    public async Task<JsonObject> PhaseAsync(string phase)
    {
        await UntilAsync(() => IsInAsync(phase), $"phase {phase}");
        return (await AppAsync())!;
    }

    public async Task<bool> IsInAsync(string phase) =>
        await AppAsync() is { } app
        && (string?)app["status"]?["phase"] == phase
        && JsonNode.DeepEquals(app["status"]!["observedGeneration"], app["metadata"]!["generation"]);

    /// <summary>Lets time pass until the condition holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="what">The same in words.</param>
    /// <param name="fail">False: whoever waits looks for himself what is wrong.</param>
    public async Task UntilAsync(Func<Task<bool>> condition, string what, bool fail = true)
    {
        if (!await Time.UntilAsync(condition, Limit) && fail)
            Assert.Fail($"{what}: not in time; the app is {(await AppAsync())?["status"]?.ToJsonString()}\n{string.Join('\n', Requests.Lines.TakeLast(30))}");
    }

    public Task PassAsync(TimeSpan span) => Time.PassAsync(span);

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        await _operating.WaitAsync(TimeSpan.FromMinutes(1));
        _client?.Dispose();
        // What ends gracefully on the cluster's clock needs that clock to move.
        var ending = _cluster.DisposeAsync().AsTask();
        await Time.UntilAsync(() => Task.FromResult(ending.IsCompleted), Limit);
        await ending.WaitAsync(TimeSpan.FromMinutes(1));
        _life.Dispose();
    }
}
