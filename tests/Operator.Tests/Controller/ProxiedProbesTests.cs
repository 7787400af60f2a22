using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.Host;
using October.LocalCluster.Node.Environment;
using October.Operator.Controller.Simulation;
using October.Operator.Smoke;
using October.Runtime.Api;

namespace October.Operator.Controller;

/// <summary>An operator outside the cluster, as with <c>--probe proxy</c>; the pods are real processes.</summary>
public sealed class ProxiedProbesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "october-test-program");
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_is_verified_through_the_proxy_of_the_API_server()
    {
        var folder = Directory.CreateTempSubdirectory("october-proxied-");
        var proxied = new ProxiedPaths();
        await using (
            var cluster = await LocalClusterHost.StartAsync(
                new LocalClusterOptions { DataDirectory = folder.FullName, Images = Images(), Interceptor = proxied },
                Token)
        )
        {
            await cluster.Client.CreateAsync(Definitions, (JsonObject)KubeJson.Node(CrdBuilder.Build()), cancellationToken: Token);
            await UntilAsync(
                async () =>
                    (await cluster.Client.GetAsync(Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}", Token))
                        ?.ToJsonString()
                        .Contains("Established", StringComparison.Ordinal) == true,
                () => "no CRD");
            using var client = await OperatorAccount.ClientAsync(cluster);
            await AllowProxyAsync(cluster.Client);
            using var stop = new CancellationTokenSource();
            using var probing = new ApiServerHandler(client);
            var operating = Operator(client, probing).RunAsync(stop.Token);

            await cluster.Client.CreateAsync(SimulatedOctober.Apps, App(), cancellationToken: Token);
            await ReadyAsync(cluster.Client, 1);
            await cluster.Client.PatchAsync(
                SimulatedOctober.Apps, "default", "shop", (JsonObject)JsonNode.Parse("""{"spec": {"api": {"image": "api:v2"}}}""")!, cancellationToken: Token);
            await ReadyAsync(cluster.Client, 2);
            await stop.CancelAsync();
            await operating.WaitAsync(Deadline, Token);
        }

        folder.Delete(recursive: true);
        Assert.Contains(
            proxied.Paths,
            path =>
                path.StartsWith("/api/v1/namespaces/default/pods/shop-api-preview-", StringComparison.Ordinal)
                && path.EndsWith(":8000/proxy/name", StringComparison.Ordinal));
        Assert.Contains("/api/v1/namespaces/default/services/shop-api:80/proxy/name", proxied.Paths);
    }

    private static ImageMap Images() => new(new Dictionary<string, ImageEntry>
    {
        ["api:v1"] = Serving("http"),
        ["api:v2"] = Serving("http"),
        ["worker:v1"] = Serving("http"),
        ["redis:v1"] = Serving("redis") with { ReplacesPodCommand = true },
    });

    private static ImageEntry Serving(string port) => new() { Command = [Program, "{podIP}", $"{{port:{port}}}"] };

    private static JsonObject App() => new()
    {
        ["apiVersion"] = SimulatedOctober.Apps.ApiVersion,
        ["kind"] = OctoberApi.Kind,
        ["metadata"] = new JsonObject { ["name"] = "shop", ["namespace"] = "default" },
        ["spec"] = JsonNode.Parse("""
            {
              "api": {"image": "api:v1", "replicas": 1, "terminationGracePeriodSeconds": 1, "probes": {"startup": {"periodSeconds": 1}, "readiness": {"periodSeconds": 1}}},
              "worker": {"image": "worker:v1", "replicas": 1, "terminationGracePeriodSeconds": 1, "probes": {"startup": {"periodSeconds": 1}, "readiness": {"periodSeconds": 1}}},
              "redis": {"image": "redis:v1"},
              "rollout": {"smokeProbes": [{"name": "name", "type": "http", "path": "/name"}]}
            }
            """),
    };

    private static OperatorProcess Operator(Kubernetes client, HttpMessageHandler probing) => new(
        new OperatorOptions { LeaderElect = false, Route = new ProbeRoute.Proxy(client.BaseUri) },
        SimulatedOctober.Services(new KubeApi(client, TimeProvider.System, OctoberApi.FieldManager), probing, TimeProvider.System));

    /// <summary>What an operator needs besides its own roles when it is outside the cluster.</summary>
    private static async Task AllowProxyAsync(IClusterClient client)
    {
        const string Rbac = "rbac.authorization.k8s.io";
        await client.CreateAsync(new ResourceType(Rbac, "v1", "clusterroles"), (JsonObject)JsonNode.Parse("""
            {"metadata": {"name": "prober"}, "rules": [{"apiGroups": [""], "resources": ["pods/proxy", "services/proxy"], "verbs": ["get", "create"]}]}
            """)!, cancellationToken: Token);
        await client.CreateAsync(new ResourceType(Rbac, "v1", "clusterrolebindings"), (JsonObject)JsonNode.Parse("""
            {"metadata": {"name": "prober"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "prober"},
             "subjects": [{"kind": "ServiceAccount", "name": "october-operator", "namespace": "october-system"}]}
            """)!, cancellationToken: Token);
    }

    private static async Task ReadyAsync(IClusterClient client, long generation)
    {
        JsonObject? app = null;
        await UntilAsync(
            async () =>
                (app = await client.GetAsync(SimulatedOctober.Apps, "default", "shop", Token)).StringAt("status", "phase") == "Ready"
                && app.LongAt("status", "observedGeneration") == generation,
            () => app?["status"]?.ToJsonString() ?? "no status");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> observed)
    {
        for (var limit = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(limit.Elapsed < Deadline, $"not in time; last observed: {observed()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    private sealed class ProxiedPaths : IInterceptor
    {
        public ConcurrentBag<string> Paths { get; } = [];

        public ValueTask<ApiResponse?> BeforeAsync(ApiRequest request, CancellationToken cancellationToken)
        {
            if (request.Path.Contains("/proxy/", StringComparison.Ordinal))
                Paths.Add(request.Path);
            return ValueTask.FromResult<ApiResponse?>(null);
        }
    }
}
