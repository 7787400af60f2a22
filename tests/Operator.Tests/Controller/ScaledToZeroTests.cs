using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>An autoscaler leaves alone what has no pods, so that somebody else must bring them back.</summary>
public sealed class ScaledToZeroTests
{
    private static readonly ResourceType Deployments = new("apps", "v1", "deployments");

    [Fact]
    public async Task An_autoscaler_that_takes_over_from_zero_replicas_finds_the_fewest_pods_that_it_may_have()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1","replicas":0},"worker":{"image":"worker:v1"}}""")!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"replicas":null},"autoscaling":{"api":{"minReplicas":2}}}""")!);
        await october.UntilAsync(async () => await AvailableAsync(october) == 2, "two pods are there");
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task What_somebody_scaled_to_zero_comes_back_and_that_is_reported()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(
            (JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"autoscaling":{"api":{"minReplicas":2}}}""")!);
        await october.PhaseAsync("Ready");
        await october.UntilAsync(async () => await AvailableAsync(october) == 2, "two pods are there");
        await ScaleAsync(october, 0);
        await october.UntilAsync(async () => await ReplicasAsync(october) == 2 && await AvailableAsync(october) == 2, "two pods are there again");
        await october.PhaseAsync("Ready");
        Assert.Contains("was scaled to 0 by another client", Assert.Single(await october.EventsAsync("DriftCorrected")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_autoscaler_has_decided_is_left_alone()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await ScaleAsync(october, 3);
        await october.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3, await ReplicasAsync(october));
        Assert.Empty(await october.EventsAsync("DriftCorrected"));
    }

    private static Task ScaleAsync(SimulatedOctober october, int replicas) =>
        october.Cluster.PatchAsync(Deployments, "default", "shop-api", new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } });

    private static async Task<long?> ReplicasAsync(SimulatedOctober october) =>
        (long?)(await october.GetAsync("apps", "deployments", "shop-api"))?["spec"]?["replicas"];

    private static async Task<long?> AvailableAsync(SimulatedOctober october) =>
        (long?)(await october.GetAsync("apps", "deployments", "shop-api"))?["status"]?["availableReplicas"];
}
