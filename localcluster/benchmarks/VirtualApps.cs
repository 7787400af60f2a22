using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using October.Crd;
using October.Crd.Schema;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.Operator;
using October.Operator.Execute.Redis;
using October.Runtime.Api;

namespace October.Benchmarks.LocalCluster;

/// <summary>OctoberApps, the real operator and simulated pods in one process and on one clock, which goes on as soon as nothing is left to do.</summary>
internal static class VirtualApps
{
    private static readonly ResourceType Apps = new(OctoberApi.Group, OctoberApi.Version, OctoberApi.Plural);
    /// <summary>Of the cluster's time: pods get half a minute to end.</summary>
    private static readonly TimeSpan Cleanup = TimeSpan.FromMinutes(1);

    private static readonly ResourceType Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions");

    /// <summary>Milliseconds of real time from applying an app to Ready, and seconds of the cluster's, app by app.</summary>
    public static Task<IReadOnlyList<(double Real, double Virtual)>> MeasureAsync(int apps)
    {
        var done = new TaskCompletionSource<IReadOnlyList<(double, double)>>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Not of the pool, whose rest it waits for.
        new Thread(() =>
        {
            try
            {
                done.SetResult(Measure(apps));
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }).Start();
        return done.Task;
    }

    private static IReadOnlyList<(double Real, double Virtual)> Measure(int apps)
    {
        var time = new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var host = Until(
            time,
            LocalClusterHost.StartAsync(
                new LocalClusterOptions
                {
                    Node = NodeKind.Simulated,
                    ApiPort = null,
                    Time = time,
                    Seed = 1,
                    Cpu = 10_000,
                    Memory = 1e14m,
                    Pods = 10_000,
                }));
        using var stop = new CancellationTokenSource();
        using var direct = new Direct(host.Server.CreateHandler());
        using var client = new Kubernetes(
            new KubernetesClientConfiguration { Host = "http://local-cluster", AccessToken = host.Server.Token, HttpClientTimeout = Timeout.InfiniteTimeSpan },
            direct);
        using var noProbes = new HttpClientHandler();
        Until(time, host.Client.CreateAsync(Definitions, (JsonObject)KubeJson.Node(CrdBuilder.Build())));
        Until(time, () => Read(host, Definitions, null, $"{OctoberApi.Plural}.{OctoberApi.Group}")?["status"]?["conditions"] is not null);
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
            spans.Add(One(host, time, $"app-{i}"));
            Remove(host, time, $"app-{i}");
        }

        stop.Cancel();
        Until(time, operating);
        var ending = host.DisposeAsync().AsTask();
        Until(time, () => ending.IsCompleted);
        return spans;
    }

    private static (double Real, double Virtual) One(LocalClusterHost host, VirtualClock time, string name)
    {
        Quiet.Wait();
        var (clock, begin) = (Stopwatch.StartNew(), time.GetUtcNow());
        Until(time, host.Client.CreateAsync(Apps, new JsonObject
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
        }));
        Until(time, () => (string?)Read(host, Apps, "default", name)?["status"]?["phase"] == "Ready");
        return (clock.Elapsed.TotalMilliseconds, (time.GetUtcNow() - begin).TotalSeconds);
    }

    /// <summary>So that each app has the cluster to itself.</summary>
    private static void Remove(LocalClusterHost host, VirtualClock time, string name)
    {
        Until(time, host.Client.DeleteAsync(Apps, "default", name));
        Until(time, () => Read(host, Apps, "default", name) is null);
        for (var gone = time.GetUtcNow() + Cleanup; time.GetUtcNow() < gone;)
        {
            time.AdvanceToNext();
            Quiet.Wait();
        }
    }

    /// <summary>In this process a read is answered on the spot.</summary>
    private static JsonObject? Read(LocalClusterHost host, ResourceType type, string? ns, string name) =>
        host.Client.GetAsync(type, ns, name).GetAwaiter().GetResult();

    private static T Until<T>(VirtualClock time, Task<T> task)
    {
        Until(time, (Task)task);
        return task.GetAwaiter().GetResult();
    }

    private static void Until(VirtualClock time, Task task)
    {
        Until(time, () => task.IsCompleted);
        task.GetAwaiter().GetResult();
    }

    private static void Until(VirtualClock time, Func<bool> condition)
    {
        Quiet.Wait();
        for (var limit = Stopwatch.StartNew(); !condition();)
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException("what was awaited did not happen");
            time.AdvanceToNext();
            Quiet.Wait();
        }
    }

    /// <summary>Kubernetes clients take their transport only as a handler that others follow.</summary>
    private sealed class Direct(HttpMessageHandler cluster) : DelegatingHandler
    {
        private readonly HttpMessageInvoker _invoker = new(cluster);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _invoker.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _invoker.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class NoRedis : IRedisUsers
    {
        public Task AcceptAsync(string host, int port, IReadOnlyList<string> accepted, IReadOnlyList<string> logins, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
