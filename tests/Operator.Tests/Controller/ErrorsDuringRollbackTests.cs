using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>A mistake in the spec, made while a revision is rolled back, does not keep the last good one from serving again.</summary>
public sealed class ErrorsDuringRollbackTests
{
    private static readonly ResourceType Services = new("", "v1", "services");
    private static readonly ResourceType Secrets = new("", "v1", "secrets");

    [Fact]
    public async Task A_misspelt_behavior_is_refused_alone_and_the_rollback_and_the_next_release_go_on()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await RollingBackAsync(october, Json("{}"));
        var before = (string?)(await AutoscalerAsync(october))!["metadata"]!["uid"];
        await october.ApplyAsync(Json("""{"autoscaling":{"api":{"maxReplicas":7,"behavior":{"scaledown":{}}},"worker":{"maxReplicas":7}}}"""));
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("api:v1", (string?)app["status"]!["components"]!["api"]!["image"]);
        var condition = app.Condition("ChildrenApplied")!;
        Assert.Equal("Invalid", (string?)condition["reason"]);
        Assert.StartsWith(
            "HorizontalPodAutoscaler shop-api: spec.autoscaling.api.behavior.scaledown is not a field of an autoscaler's behavior",
            (string?)condition["message"],
            StringComparison.Ordinal);
        var live = (await AutoscalerAsync(october))!;
        Assert.Equal((before, "5"), ((string?)live["metadata"]!["uid"], Most(live)));
        Assert.Equal("7", Most((await october.GetAsync("autoscaling", "horizontalpodautoscalers", "shop-worker"))!));

        await october.ApplyAsync("api:v3");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync(Json("""{"autoscaling":{"api":{"behavior":null}}}"""));
        await october.UntilAsync(async () => (await october.AppAsync())!.Condition("ChildrenApplied") is null, "nothing is refused");
        Assert.Equal("7", Most((await AutoscalerAsync(october))!));
    }

    [Fact]
    public async Task A_Secret_that_does_not_exist_does_not_keep_the_last_good_revision_from_serving_with_its_own()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await RollingBackAsync(october, Json("{}"));
        await october.ApplyAsync(Json("""{"secretName":"typo"}"""));
        await october.Cluster.DeleteAsync(Services, "default", "shop-api");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["failed"]?["outcome"] == "RolledBack", "it is rolled back");
        Assert.NotNull(await october.GetAsync("", "services", "shop-api"));
        var app = await october.PhaseAsync("Pending");
        Assert.Contains("Waiting for Secret typo", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Equal("api:v1", (string?)app["status"]!["components"]!["api"]!["image"]);
        Assert.Equal("True", (string?)app.Condition("Available")!["status"]);

        await october.Cluster.CreateAsync(Secrets, Secret("typo"));
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task While_a_Secret_is_waited_for_what_serves_is_kept_as_it_should_be()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync(Json("""{"secretName":"typo","worker":{"replicas":2}}"""));
        await october.PhaseAsync("Pending");
        await october.Cluster.DeleteAsync(Services, "default", "shop-api");
        await october.UntilAsync(async () => await october.GetAsync("", "services", "shop-api") is not null, "the Service is made again");
        await october.UntilAsync(
            async () => (await october.GetAsync("apps", "deployments", "shop-worker"))!["spec"]!["replicas"]?.ToJsonString() == "2",
            "live fields are followed");
        var app = (await october.AppAsync())!;
        Assert.Equal("Pending", (string?)app["status"]!["phase"]);
        Assert.Single((await october.Cluster.ListAsync(new ResourceType("apps", "v1", "controllerrevisions"), "default")).Items);
    }

    [Fact]
    public async Task An_attempt_under_way_ends_although_the_spec_has_come_to_name_a_Secret_that_does_not_exist()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["rollout"]?["step"] == "Roll", "it rolls out");
        await october.ApplyAsync(Json("""{"secretName":"typo"}"""));
        await october.UntilAsync(
            async () => ((string?)(await october.AppAsync())!["status"]!["message"])!.Contains("; Waiting for Secret typo", StringComparison.Ordinal),
            "it says so");
        await october.UntilAsync(async () => (await october.AppAsync())!["status"]!["rollout"] is null, "the attempt ends");
        var app = await october.PhaseAsync("Pending");
        Assert.Equal("api:v2", (string?)app["status"]!["components"]!["api"]!["image"]);
        Assert.Equal(app["status"]!["revisions"]!["current"]!.ToJsonString(), app["status"]!["revisions"]!["lastGood"]!.ToJsonString());
    }

    [Fact]
    public async Task A_rollback_whose_Secret_is_gone_ends_within_its_deadline_and_says_so()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(Secrets, Secret("mine"));
        await RollingBackAsync(october, Json("""{"secretName":"mine"}"""));
        await october.Cluster.DeleteAsync(Secrets, "default", "mine");
        await october.ApplyAsync(Json("""{"secretName":"typo"}"""));
        await october.Cluster.DeleteAsync(Services, "default", "shop-api");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["failed"]?["outcome"] == "RollbackFailed", "the rollback ends");
        var error = (await october.AppAsync())!["status"]!["failed"]!["rollbackError"]!;
        Assert.Equal("DependencyNotReady", (string?)error["reason"]);
        Assert.Contains("Waiting for Secret mine", (string?)error["message"], StringComparison.Ordinal);
    }

    /// <summary>Revision v2 has failed behind the Service, and is being rolled back to v1.</summary>
    private static async Task RollingBackAsync(SimulatedOctober october, JsonObject further)
    {
        further["api"] = new JsonObject { ["image"] = "api:v1" };
        further["worker"] = new JsonObject { ["image"] = "worker:v1" };
        further["rollout"] = new JsonObject { ["progressDeadline"] = "60s" };
        await october.ApplyAsync(further);
        await october.PhaseAsync("Ready");
        october.Probed.Sum = address => address.Port == 80 ? 6 : 5;
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(
            async () => ((string?)(await october.AppAsync())!["status"]!["rollout"]?["step"])?.StartsWith("Rollback", StringComparison.Ordinal) == true,
            "it is rolled back");
        october.Probed.Sum = _ => 5;
    }

    private static string? Most(JsonNode autoscaler) => autoscaler["spec"]!["maxReplicas"]?.ToJsonString();

    private static Task<JsonObject?> AutoscalerAsync(SimulatedOctober october) => october.GetAsync("autoscaling", "horizontalpodautoscalers", "shop-api");

    private static JsonObject Secret(string name) => Json($$$"""
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"{{{name}}}","namespace":"default"},"data":{"REDIS_PASSWORD":"c2VjcmV0"} }
        """);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
