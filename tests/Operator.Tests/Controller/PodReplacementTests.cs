using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>Whatever replaces a pod of the api, nothing is sent to one that has ended, also where proxies learn of it five seconds late.</summary>
public sealed class PodReplacementTests
{
    private static readonly ResourceType Pods = new("", "v1", "pods");

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_request_always_finds_a_pod_that_runs(int delay)
    {
        // The images end as soon as they are asked to: it does not depend on them.
        await using var october = await SimulatedOctober.StartAsync(new ClusterFaults { EndpointDelay = TimeSpan.FromSeconds(delay) });
        await october.ApplyAsync(Spec("""{"image":"api:v1","replicas":3}"""));
        await october.PhaseAsync("Ready");
        await october.PassAsync(TimeSpan.FromSeconds(delay));

        await october.ApplyAsync(Spec("""{"image":"api:v2","replicas":3}"""));
        await ServesUntilAsync(october, () => october.IsInAsync("Ready"));
        await october.ApplyAsync(Spec("""{"image":"api:v2","replicas":1}"""));
        await ServesUntilAsync(october, async () => (await ApiPodsAsync(october)).Count == 1);
        await october.ApplyAsync(Spec("""{"image":"api:v2","replicas":2}"""));
        await ServesUntilAsync(october, async () => (await ApiPodsAsync(october)).Count(IsRunning) == 2);
        await ServesForAsync(october, TimeSpan.FromSeconds(30));
        await october.Cluster.DeleteAsync(Pods, "default", (string)(await ApiPodsAsync(october))[0]["metadata"]!["name"]!);
        await ServesForAsync(october, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_short_grace_period_is_shared_between_taking_requests_and_ending_them()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Spec("""{"image":"api:v1","terminationGracePeriodSeconds":5}"""));
        await october.PhaseAsync("Ready");
        var container = (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal(2L, (long)container["lifecycle"]!["preStop"]!["sleep"]!["seconds"]!);
    }

    private static JsonObject Spec(string api) => new() { ["api"] = JsonNode.Parse(api), ["worker"] = new JsonObject { ["image"] = "worker:v1" } };

    private static Task ServesForAsync(SimulatedOctober october, TimeSpan span)
    {
        var end = october.Time.GetUtcNow() + span;
        return ServesUntilAsync(october, () => Task.FromResult(october.Time.GetUtcNow() >= end));
    }

    private static Task ServesUntilAsync(SimulatedOctober october, Func<Task<bool>> condition) => october.UntilAsync(
        async () =>
        {
            var running = (await ApiPodsAsync(october)).Where(IsRunning).Select(pod => (string?)pod["status"]!["podIP"]).ToHashSet();
            var endpoints = october.Endpoints.Single(port => port.Service == "shop-api").Ready;
            Assert.NotEmpty(endpoints);
            Assert.All(endpoints, endpoint => Assert.Contains(endpoint.Address, running));
            return await condition();
        },
        "all pods are replaced");

    private static async Task<IReadOnlyList<JsonObject>> ApiPodsAsync(SimulatedOctober october) =>
        (await october.Cluster.ListAsync(Pods, "default", "october.dev/component=api,october.dev/track=stable")).Items;

    private static bool IsRunning(JsonObject pod) => pod["status"]?["containerStatuses"]?[0]?["state"]?["running"] is not null;
}
