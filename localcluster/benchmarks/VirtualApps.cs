using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.LocalCluster.Testing;
using October.Operator;
using October.Operator.Desired.Redis;
using October.Operator.Execute.Redis;
using October.Runtime.Api;

namespace October.Benchmarks.LocalCluster;

/// <summary>OctoberApps, the real operator and simulated pods in one process and on one clock, which goes on as soon as nothing is left to do.</summary>
internal static class VirtualApps
{
    private static readonly ResourceType Apps = new(OctoberApi.Group, OctoberApi.Version, OctoberApi.Plural);

    /// <summary>Of the cluster's time; far more than an app needs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <summary>Of the cluster's time: pods get half a minute to end.</summary>
    private static readonly TimeSpan Cleanup = TimeSpan.FromMinutes(1);

    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");

    /// <summary>Milliseconds of real time from applying an app to Ready, and seconds of the cluster's, app by app.</summary>
    public static async Task<IReadOnlyList<(double Real, double Virtual)>> MeasureAsync(int apps)
    {
        var time = new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var host = await LocalClusterHost.StartAsync(
            new LocalClusterOptions
            {
                Node = NodeKind.Simulated,
                ApiPort = null,
                Time = time,
                Seed = 1,
                Cpu = 10_000,
                Memory = 1e14m,
                Pods = 10_000,
            });
        using var stop = new CancellationTokenSource();
        using var direct = new DirectHandler(host.Server.CreateHandler());
        using var client = new Kubernetes(
            new KubernetesClientConfiguration { Host = "http://local-cluster", AccessToken = host.Server.Token, HttpClientTimeout = Timeout.InfiniteTimeSpan },
            direct);
        using var noProbes = new HttpClientHandler();
        await host.Client.CreateAsync(Definitions, (JsonObject)KubeJson.Node(CrdBuilder.Build()));
        await UntilAsync(
            time,
            async () =>
                (await host.Client.GetAsync(Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}"))?["status"]?["conditions"] is not null);
        var process = new OperatorProcess(new OperatorOptions { LeaderElect = false }, new OperatorServices
        {
            Api = new KubeApi(client, time, OctoberApi.FieldManager),
            Probing = noProbes,
            Redis = new NoRedis(),
            Time = time,
            Random = () => 0.5,
            Identity = "benchmark",
            Metrics = Prometheus.Metrics.NewCustomRegistry(),
            Loggers = NullLoggerFactory.Instance,
        });
        var operating = Task.Run(() => process.RunAsync(stop.Token), CancellationToken.None);
        var spans = new List<(double, double)>();
        for (var i = 0; i < apps; i++)
        {
            spans.Add(await OneAsync(host, time, $"app-{i}"));
            await RemoveAsync(host, time, $"app-{i}");
        }

        await stop.CancelAsync();
        await UntilAsync(time, () => Task.FromResult(operating.IsCompleted));
        await operating;
        var ending = host.DisposeAsync().AsTask();
        await UntilAsync(time, () => Task.FromResult(ending.IsCompleted));
        await ending;
        return spans;
    }

    private static async Task<(double Real, double Virtual)> OneAsync(LocalClusterHost host, VirtualClock time, string name)
    {
        await ProcessRest.WaitAsync();
        var (clock, begin) = (Stopwatch.StartNew(), time.GetUtcNow());
        await host.Client.CreateAsync(Apps, new JsonObject
        {
            ["apiVersion"] = Apps.ApiVersion,
            ["kind"] = OctoberApi.Kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
            ["spec"] = new JsonObject
            {
                ["api"] = new JsonObject { ["image"] = "api:v1" },
                ["worker"] = new JsonObject { ["image"] = "worker:v1" },
                ["rollout"] = new JsonObject { ["smokeProbes"] = new JsonArray() },
            },
        });
        await UntilAsync(time, async () => (string?)(await host.Client.GetAsync(Apps, "default", name))?["status"]?["phase"] == "Ready");
        return (clock.Elapsed.TotalMilliseconds, (time.GetUtcNow() - begin).TotalSeconds);
    }

    /// <summary>So that each app has the cluster to itself.</summary>
    private static async Task RemoveAsync(LocalClusterHost host, VirtualClock time, string name)
    {
        await host.Client.DeleteAsync(Apps, "default", name);
        await UntilAsync(time, async () => await host.Client.GetAsync(Apps, "default", name) is null);
        await time.PassAsync(Cleanup);
    }

    private static async Task UntilAsync(VirtualClock time, Func<Task<bool>> condition)
    {
        if (!await time.UntilAsync(condition, Limit))
            throw new TimeoutException("what was awaited did not happen");
    }

    private sealed class NoRedis : IRedisUsers
    {
        public Task SetAsync(RedisEndpoint redis, IReadOnlyList<RedisAccount> accounts, string? ended, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
