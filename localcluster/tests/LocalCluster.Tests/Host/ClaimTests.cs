using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Testing;

namespace October.LocalCluster.Host;

public sealed class ClaimTests
{
    private const string Claim = """
        metadata:
          name: data
        spec:
          accessModes: ["ReadWriteOnce"]
          resources:
            requests:
              storage: 1Gi
        """;

    private const string Pod = """
        metadata:
          name: web
        spec:
          containers:
          - name: main
            image: web:v1
          volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
        """;

    [Fact]
    public async Task A_claim_without_a_class_gets_the_default_one_and_a_volume()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated });
        await cluster.CreateAsync(ResourceTypes.PersistentVolumeClaims, Claim);
        await cluster.CreateAsync(ResourceTypes.Pods, Pod);

        var bound = await cluster.UntilAsync(ResourceTypes.PersistentVolumeClaims, "data", c => c.StringAt("status", "phase") == "Bound");
        Assert.Equal("local", bound.StringAt("spec", "storageClassName"));
        await cluster.UntilAsync(ResourceTypes.Pods, "web", p => p.StringAt("status", "phase") == "Running");
    }

    [Fact]
    public async Task Without_a_default_class_the_claim_waits_and_its_pod_with_it_until_there_is_one_that_has_a_class()
    {
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated, StorageClass = null, Time = time });
        await cluster.CreateAsync(ResourceTypes.PersistentVolumeClaims, Claim);
        await cluster.CreateAsync(ResourceTypes.Pods, Pod);
        await time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found", Message(await PodAsync(cluster, "web")));
        Assert.Equal("Pending", (await ClaimAsync(cluster))!.StringAt("status", "phase"));
        Assert.NotEmpty(await cluster.EventsAsync("FailedBinding"));

        await cluster.Client.PatchAsync(
            ResourceTypes.PersistentVolumeClaims,
            "default",
            "data",
            new JsonObject { ["spec"] = new JsonObject { ["storageClassName"] = "any" } },
            cancellationToken: TestContext.Current.CancellationToken);
        await time.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Running", (await PodAsync(cluster, "web")).StringAt("status", "phase"));
    }

    [Fact]
    public async Task A_deleted_claim_goes_when_no_pod_runs_on_it_and_a_pod_that_waits_gets_the_next_one()
    {
        // At rest everybody knows everything: a scheduler that has not heard of the deletion would give the pod its node.
        var time = new VirtualClock(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var cluster = await TestCluster.StartAsync(o => o with { Node = NodeKind.Simulated, Time = time });
        await cluster.CreateAsync(ResourceTypes.PersistentVolumeClaims, Claim);
        await cluster.CreateAsync(ResourceTypes.Pods, Pod);
        await time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("Running", (await PodAsync(cluster, "web")).StringAt("status", "phase"));

        await cluster.Client.DeleteAsync(ResourceTypes.PersistentVolumeClaims, "default", "data");
        await time.PassAsync(TimeSpan.FromSeconds(10));
        await cluster.CreateAsync(ResourceTypes.Pods, Pod.Replace("name: web", "name: next", StringComparison.Ordinal));
        await time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("\"data\" is being deleted", Message(await PodAsync(cluster, "next")), StringComparison.Ordinal);
        Assert.NotNull(await ClaimAsync(cluster));

        await cluster.Client.DeleteAsync(ResourceTypes.Pods, "default", "web");
        await time.PassAsync(TimeSpan.FromSeconds(40));
        Assert.Null(await ClaimAsync(cluster));
        await cluster.CreateAsync(ResourceTypes.PersistentVolumeClaims, Claim);
        await time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("Running", (await PodAsync(cluster, "next")).StringAt("status", "phase"));
    }

    private static Task<JsonObject?> PodAsync(TestCluster cluster, string name) => cluster.Client.GetAsync(ResourceTypes.Pods, "default", name);

    private static Task<JsonObject?> ClaimAsync(TestCluster cluster) => cluster.Client.GetAsync(ResourceTypes.PersistentVolumeClaims, "default", "data");

    private static string Message(JsonObject? pod) => pod?.Condition("PodScheduled").StringAt("message") ?? "";
}
