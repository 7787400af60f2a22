using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Host;

/// <summary>What may be added to a pod that runs, and what of it may change.</summary>
public sealed class PodSubresourceUpdatesTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kubectl_debug_runs_a_container_beside_those_of_the_pod()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { ApiPort = 0 });
        await RunAsync(cluster);
        var (exit, _, error) = await cluster.KubectlAsync(["debug", "p", "--image=echo:v1", "-c", "look"]);
        Assert.True(exit == 0, error);

        var pod = await cluster.UntilAsync(ResourceTypes.Pods, "p", p => Look(p).ObjectAt("state", "terminated") is not null);
        Assert.Equal(0, Look(pod).LongAt("state", "terminated", "exitCode"));
        Assert.Equal("Running", pod.StringAt("status", "phase"));
        Assert.Equal((0, "hello from echo\n", ""), await cluster.KubectlAsync(["logs", "p", "-c", "look"]));
        Assert.Equal((0, "hello", ""), await cluster.KubectlAsync(["logs", "p", "-c", "look", "--limit-bytes=5"]));
    }

    [Fact]
    public async Task An_ephemeral_container_cannot_be_taken_away_or_have_the_name_of_another()
    {
        await using var cluster = await TestCluster.StartAsync();
        await RunAsync(cluster);
        await AddAsync(cluster, """[{"name":"look","image":"echo:v1"}]""");

        Assert.Contains(
            "existing ephemeral containers \"look\" may not be removed", (await Assert.ThrowsAsync<ApiStatusException>(() => AddAsync(cluster, "[]"))).Message);
        Assert.Contains("Duplicate value: \"main\"", (await Assert.ThrowsAsync<ApiStatusException>(
            () => AddAsync(cluster, """[{"name":"look","image":"echo:v1"},{"name":"main","image":"echo:v1"}]"""))).Message);
    }

    [Fact]
    public async Task A_resize_changes_what_a_container_has_and_nothing_else_of_the_pod()
    {
        await using var cluster = await TestCluster.StartAsync();
        await RunAsync(cluster);
        await ResizeAsync(cluster, """{"containers":[{"name":"main","image":"other:v1","resources":{"requests":{"cpu":"20m"}}}]}""");

        var pod = await cluster.UntilAsync(
            ResourceTypes.Pods, "p", p => p.ArrayAt("status", "containerStatuses")![0].StringAt("resources", "requests", "cpu") == "20m");
        Assert.Equal(
            ("sleep:v1", "20m", 2),
            (
                pod.ArrayAt("spec", "containers")![0].StringAt("image"),
                pod.ArrayAt("spec", "containers")![0].StringAt("resources", "requests", "cpu"),
                pod!.Generation()));
        Assert.Contains("Pod QOS Class may not change as a result of resizing", (await Assert.ThrowsAsync<ApiStatusException>(
            () => ResizeAsync(cluster, """{"containers":[{"name":"main","resources":{}}]}"""))).Message);
    }

    private static JsonObject? Look(JsonObject? pod) =>
        pod.ArrayAt("status", "ephemeralContainerStatuses").Objects().FirstOrDefault(c => c.StringAt("name") == "look");

    private static Task<JsonObject> AddAsync(TestCluster cluster, string containers) => cluster.Client.PatchAsync(
        ResourceTypes.Pods, "default", "p", Cluster.Json($$"""{"spec":{"ephemeralContainers":{{containers}} } }"""), "ephemeralcontainers", Token);

    private static Task<JsonObject> ResizeAsync(TestCluster cluster, string spec) =>
        cluster.Client.PatchAsync(ResourceTypes.Pods, "default", "p", Cluster.Json($$"""{"spec":{{spec}} }"""), "resize", Token);

    private static async Task RunAsync(TestCluster cluster)
    {
        await cluster.CreateAsync(ResourceTypes.Pods, """
            metadata:
              name: p
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: sleep:v1
                resources:
                  requests:
                    cpu: 10m
            """);
        await cluster.UntilAsync(ResourceTypes.Pods, "p", p => p.StringAt("status", "phase") == "Running");
    }
}
