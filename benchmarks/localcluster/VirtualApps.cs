using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.Client;
using October.LocalCluster.Hosting;
using October.Operator;
using October.Operator.Controllers;
using October.Runtime.Api;

namespace October.Benchmarks.LocalCluster;

/// <summary>OctoberApps, the real operator and simulated pods on one clock, which runs as fast as the machine can.</summary>
internal static class VirtualApps
{
    private static readonly ResourceType Apps = new(OctoberApi.Group, OctoberApi.Version, OctoberApi.Plural);
    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");

    /// <summary>Milliseconds of real time from applying an app to Ready, and seconds of the cluster's, app by app.</summary>
    public static async Task<IReadOnlyList<(double Real, double Virtual)>> MeasureAsync(int apps)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var host = await LocalClusterHost.StartAsync(new LocalClusterOptions { Node = NodeKind.Simulated, Time = time, Seed = 1, Cpu = 10_000, Memory = 1e14m, Pods = 10_000 });
        using var stop = new CancellationTokenSource();
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(host.Kubeconfig));
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        using var client = new Kubernetes(configuration);
        using var noProbes = new HttpClientHandler();
        await host.Client.CreateAsync(Definitions, (JsonObject)KubeJson.Node(CrdBuilder.Build()));
        await UntilAsync(time, async () => (await host.Client.GetAsync(Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}"))?["status"]?["conditions"] is not null);
        var process = new OperatorProcess(
            new OperatorOptions { LeaderElect = false }, new KubeApi(client, time, OctoberApi.FieldManager), noProbes, new NoRedis(), time, () => 0.5, "benchmark",
            Prometheus.Metrics.NewCustomRegistry(), NullLoggerFactory.Instance);
        var operating = Task.Run(() => process.RunAsync(stop.Token), CancellationToken.None);
        var spans = new List<(double, double)>();
        for (var i = 0; i < apps; i++)
            spans.Add(await OneAsync(host, time, $"app-{i}"));
        await stop.CancelAsync();
        await operating;
        var ending = host.DisposeAsync().AsTask();
        await UntilAsync(time, () => Task.FromResult(ending.IsCompleted));
        return spans;
    }

    private static async Task<(double Real, double Virtual)> OneAsync(LocalClusterHost host, FakeTimeProvider time, string name)
    {
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

    private static async Task UntilAsync(FakeTimeProvider time, Func<Task<bool>> condition)
    {
        for (var limit = Stopwatch.StartNew(); !await condition();)
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException("the app is not Ready");
            time.Advance(TimeSpan.FromMilliseconds(250));
            // Sockets do not run on the fake clock: a moment of real time lets them deliver.
            await Task.Delay(1);
        }
    }

    private sealed class NoRedis : IRedisUsers
    {
        public Task AcceptAsync(string host, int port, IReadOnlyList<string> accepted, IReadOnlyList<string> logins, CancellationToken token) => Task.CompletedTask;
    }
}
