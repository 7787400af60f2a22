using System.Diagnostics;
using System.Text.Json.Nodes;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.LocalCluster.Node.Simulation;

namespace October.Benchmarks.Operator;

/// <summary>A local cluster with the CRD and simulated pods, which are ready at once: what is measured is the operator, not its images.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly ResourceType Apps = new(OctoberApi.Group, OctoberApi.Version, OctoberApi.Plural);
    private static readonly ResourceType Namespaces = new("", "v1", "namespaces");
    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private readonly LocalClusterHost _host;
    private readonly string _directory = Directory.CreateTempSubdirectory("october-benchmark-").FullName;

    private TestCluster(LocalClusterHost host, Traffic traffic) => (_host, Traffic) = (host, traffic);

    public Traffic Traffic { get; }

    public string Kubeconfig => Path.Combine(_directory, "kubeconfig");

    public string File(string name) => Path.Combine(_directory, name);

    /// <summary>A cluster with the namespaces of this number of apps.</summary>
    public static async Task<TestCluster> StartAsync(string client, int apps)
    {
        var traffic = new Traffic { Client = client };
        var ready = new ImageBehaviour { ReadyAfter = TimeSpan.Zero };
        var started = await LocalClusterHost.StartAsync(new LocalClusterOptions
        {
            Node = NodeKind.Simulated,
            Script = new SimulationScript(new[] { "api:v1", "worker:v1", "redis:7-alpine" }.ToDictionary(image => image, _ => ready)),
            Interceptor = traffic,
            Cpu = 100_000,
            Memory = 1e15m,
            Pods = 100_000,
        });
        var cluster = new TestCluster(started, traffic);
        await System.IO.File.WriteAllTextAsync(cluster.Kubeconfig, started.Kubeconfig);
        await started.Client.CreateAsync(Definitions, (JsonObject)OctoberJson.Node(CrdBuilder.Build()));
        await UntilAsync(
            async () =>
                (bool?)
                    (await started.Client.GetAsync(Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}"))
                        ?["status"]?["conditions"]?.AsArray()
                        .Any(condition => (string?)condition!["type"] == "Established") == true,
            TimeSpan.FromSeconds(10),
            "the CRD is established");
        foreach (var ns in Enumerable.Range(0, apps).Select(NamespaceOf).Distinct())
            await started.Client.CreateAsync(Namespaces, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = ns },
            });
        return cluster;
    }

    public Task CreateAppAsync(int number) => _host.Client.CreateAsync(Apps, new JsonObject
    {
        ["apiVersion"] = Apps.ApiVersion,
        ["kind"] = OctoberApi.Kind,
        ["metadata"] = new JsonObject { ["name"] = Name(number), ["namespace"] = NamespaceOf(number) },
        ["spec"] = new JsonObject
        {
            ["profile"] = "prod",
            ["api"] = new JsonObject { ["image"] = "api:v1", ["replicas"] = 2 },
            ["worker"] = new JsonObject { ["image"] = "worker:v1", ["replicas"] = 1 },
            // Simulated pods answer nothing.
            ["rollout"] = new JsonObject { ["smokeProbes"] = new JsonArray() },
        },
    });

    public Task ScaleWorkersAsync(int number, int replicas) =>
        _host.Client.PatchAsync(
            Apps, NamespaceOf(number), Name(number), new JsonObject { ["spec"] = new JsonObject { ["worker"] = new JsonObject { ["replicas"] = replicas } } });

    public Task ReadyAsync(int apps, OperatorRun process) => UntilAsync(
        async () =>
        {
            process.ThrowIfEnded();
            return (await _host.Client.ListAsync(Apps)).Items.Count(app =>
                (string?)app["status"]?["phase"] == "Ready" && (int?)app["status"]?["worker"]?["readyReplicas"] is not 0) == apps;
        },
        TimeSpan.FromMinutes(20), $"{apps} apps are Ready");

    /// <summary>Waits until the client has written nothing for a while.</summary>
    public async Task QuietAsync()
    {
        for (var seen = -1; seen != Traffic.Exchanges.Count;)
        {
            seen = Traffic.Exchanges.Count;
            await Task.Delay(TimeSpan.FromSeconds(3));
        }
    }

    public static string Name(int number) => $"app-{number:000}";

    /// <summary>Fifty apps share a namespace.</summary>
    private static string NamespaceOf(int number) => $"team-{number / 50}";

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > limit)
                throw new TimeoutException($"{what}: not within {limit}");
            // A list of all apps is work for the cluster, too.
            await Task.Delay(500);
        }
    }
}
