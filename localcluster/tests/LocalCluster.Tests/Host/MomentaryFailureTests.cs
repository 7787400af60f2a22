using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using October.LocalCluster.ApiServer.FaultInjection;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Containers;
using October.LocalCluster.Node.Pods;
using October.LocalCluster.Node.Simulation;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Host;

/// <summary>What fails for a moment, as on a full disk, costs no pod.</summary>
public sealed class MomentaryFailureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);

    [Fact]
    public async Task A_container_whose_files_cannot_be_written_is_started_once_they_can()
    {
        var node = "";
        await using var cluster = await TestCluster.StartAsync(o => o with { DataDirectory = node = o.DataDirectory! });
        var pods = Path.Combine(node, "pods");
        // Where the folders of pods would be.
        await File.WriteAllTextAsync(pods, "", TestContext.Current.CancellationToken);
        await cluster.DeployAsync("web", "web:v1");
        await cluster.UntilPodsAsync("web", p => p is [var pod] && Waiting(pod) == "CreateContainerError");
        File.Delete(pods);
        await cluster.UntilReadyAsync("web");
    }

    [Fact]
    public async Task The_end_of_a_pod_is_confirmed_until_the_API_server_has_taken_it()
    {
        var time = new VirtualClock(Start);
        var refusals = 0;
        var traffic = new ScriptedTraffic
        {
            Before = request => ValueTask.FromResult(
                request is { Method: "DELETE", UserAgent: "kubelet" } && Interlocked.Increment(ref refusals) <= 3
                    ? new ApiResponse
                    {
                        Code = 503,
                        Object = Cluster.Json("""{"kind":"Status","status":"Failure","message":"not now","reason":"ServiceUnavailable","code":503}"""),
                    }
                    : null),
        };
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            Node = NodeKind.Simulated,
            Time = time,
            Interceptor = traffic,
            Script = new SimulationScript(new Dictionary<string, ImageBehaviour> { ["web:v1"] = new() }),
        });
        await cluster.CreateAsync(ResourceTypes.Pods, "metadata: {name: web}\nspec: {containers: [{name: main, image: \"web:v1\"}]}");
        Assert.True(await time.UntilAsync(async () => (await PodAsync(cluster)).StringAt("status", "phase") == "Running", Limit));

        await cluster.Client.DeleteAsync(ResourceTypes.Pods, "default", "web");

        Assert.True(await time.UntilAsync(async () => await PodAsync(cluster) is null, Limit));
        Assert.True(refusals > 3);
    }

    [Fact]
    public async Task A_pod_whose_worker_has_failed_gets_another_one()
    {
        var time = new VirtualClock(Start);
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.None, Time = time });
        var client = cluster.Host.ClientFor("kubelet");
        var runtime = new Mock<IContainerRuntime>();
        var addresses = new ConcurrentQueue<Func<string>>([() => throw new InvalidOperationException("for once"), () => "127.1.1.1"]);
        runtime.Setup(r => r.AllocateAddress(It.IsAny<JsonObject>())).Returns(() => addresses.TryDequeue(out var next) ? next() : "127.1.1.1");
        runtime.Setup(r => r.FindImageAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns(ValueTask.FromResult<string?>("there is none"));
        await using var informers = new InformerFactory(client, time, NullLogger.Instance);
        await using var events = new EventRecorder(client, time, new IdSource(1), NullLogger.Instance);
        var kubelet = new Kubelet(new NodeContext("here", "127.0.0.1", client, runtime.Object, events, time, NullLogger.Instance), informers);
        kubelet.Start();
        await cluster.CreateAsync(ResourceTypes.Pods, "metadata: {name: web}\nspec: {nodeName: here, containers: [{name: main, image: \"web:v1\"}]}");

        Assert.True(await time.UntilAsync(async () => (await PodAsync(cluster)).StringAt("status", "podIP") == "127.1.1.1", Limit));

        await kubelet.DisposeAsync();
    }

    private static string? Waiting(JsonObject pod) =>
        pod.ArrayAt("status", "containerStatuses") is [var status, ..] ? status.StringAt("state", "waiting", "reason") : null;

    private static Task<JsonObject?> PodAsync(TestCluster cluster) => cluster.Client.GetAsync(ResourceTypes.Pods, "default", "web");
}
