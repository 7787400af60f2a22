using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Host;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Node.Simulation;

public sealed class SimulatedNodeTests
{
    private const string Probe = "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}";

    private readonly VirtualClock _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_pod_becomes_ready_when_its_script_and_the_clock_say_so()
    {
        await using var cluster = await StartAsync(new ImageBehaviour { ReadyAfter = TimeSpan.FromSeconds(30) });
        await cluster.DeployAsync("web", "web:v1", 1, Probe);
        Assert.True(await UntilPodAsync(cluster, pod => pod.Phase() == "Running"));
        var began = _time.GetUtcNow();
        Assert.True(await UntilPodAsync(cluster, pod => pod.IsReady()));
        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task A_crashing_script_ends_in_crash_loop_backoff()
    {
        await using var cluster = await StartAsync(new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 3 });
        await cluster.DeployAsync("web", "web:v1");
        Assert.True(await UntilPodAsync(
            cluster, pod => pod.ArrayAt("status", "containerStatuses")?[0].StringAt("state", "waiting", "reason") == "CrashLoopBackOff"));
        var pod = (await cluster.UntilPodsAsync("web", p => p.Count == 1))[0];
        Assert.Equal(3, pod.ArrayAt("status", "containerStatuses")![0].LongAt("lastState", "terminated", "exitCode"));
    }

    [Fact]
    public async Task An_image_may_refuse_to_be_pulled()
    {
        await using var cluster = await StartAsync(new ImageBehaviour { PullFailure = "no such host" });
        await cluster.DeployAsync("web", "web:v1");
        Assert.True(await UntilPodAsync(
            cluster, pod => pod.ArrayAt("status", "containerStatuses")?[0].StringAt("state", "waiting", "message") == "no such host"));
    }

    private Task<bool> UntilPodAsync(TestCluster cluster, Func<JsonObject, bool> condition) => _time.UntilAsync(
        async () => (await cluster.Client.ListAsync(ResourceTypes.Pods, "default")).Items is [var pod] && condition(pod), TimeSpan.FromMinutes(10));

    private Task<TestCluster> StartAsync(ImageBehaviour behaviour) => TestCluster.StartAsync(o => o with
    {
        Node = NodeKind.Simulated,
        Time = _time,
        Script = new SimulationScript(new Dictionary<string, ImageBehaviour> { ["web:v1"] = behaviour }),
    });
}
