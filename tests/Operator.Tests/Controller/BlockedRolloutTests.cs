using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

/// <summary>A rollout that something other than its pods keeps from going on: what that is stays in status when the attempt has failed.</summary>
public sealed class BlockedRolloutTests
{
    private static readonly ResourceType Services = new("", "v1", "services");
    private static readonly ResourceType Deployments = new("apps", "v1", "deployments");

    [Theory]
    [InlineData("""{"resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}""", "spec.api.resources: requests.cpu 2 is more than limits.cpu 1")]
    [InlineData("""{"podTemplate":{"spec":{"nodeSelektor":{"a":"b"}}}}""", "spec.api.podTemplate.spec.nodeSelektor is not a field of a pod")]
    public async Task Without_a_preview_what_makes_no_pod_fails_at_once_with_the_name_of_the_field(string api, string message)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Json("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"rollout":{"preview":false}}"""));
        await october.PhaseAsync("Ready");
        var asked = october.Time.GetUtcNow();
        await october.ApplyAsync(new JsonObject { ["api"] = Json(api) });
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("InvalidSpec", Failed(app, "reason"));
        Assert.StartsWith(message, Failed(app, "message"), StringComparison.Ordinal);
        Assert.InRange(october.Time.GetUtcNow() - asked, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("Freeze", "Failed")]
    [InlineData("Manual", "RolledBack")]
    public async Task What_makes_no_pod_is_not_left_in_place_by_any_policy(string policy, string phase)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync(Json($$$"""
            {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"rollout":{"preview":false,"rollback":{"policy":"{{{policy}}}"} } }
            """));
        await october.PhaseAsync("Ready");
        await october.ApplyAsync(Json("""{"api":{"podTemplate":{"spec":{"nodeSelektor":{"a":"b"}}}}}"""));
        var app = await october.PhaseAsync(phase);
        Assert.Equal("InvalidSpec", Failed(app, "reason"));
        Assert.Null(app["status"]!["revisions"]!["held"]);
        // What serves is kept as it should be.
        await october.Cluster.DeleteAsync(Services, "default", "shop-api");
        await october.UntilAsync(async () => await october.GetAsync("", "services", "shop-api") is not null, "the Service is made again");
    }

    [Fact]
    public async Task A_certificate_that_never_comes_is_named_when_the_attempt_has_failed_and_holds_up_nothing_after_it()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var asked = october.Time.GetUtcNow();
        await october.ApplyAsync(Json("""{"redis":{"tls":{"secretName":"missing"}}}"""));
        await october.UntilAsync(async () => Failed((await october.AppAsync())!, "message") is not null, "the attempt fails");
        Assert.InRange(october.Time.GetUtcNow() - asked, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(90));
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("DependencyNotReady", Failed(app, "reason"));
        Assert.Contains("Waiting for redis' certificate: Secret missing does not exist", Failed(app, "message"), StringComparison.Ordinal);
        await october.Cluster.DeleteAsync(Services, "default", "shop-api");
        await october.UntilAsync(async () => await october.GetAsync("", "services", "shop-api") is not null, "the Service is made again");
    }

    [Fact]
    public async Task A_preview_whose_name_is_taken_fails_with_whose_it_is()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.Cluster.CreateAsync(Deployments, Json("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"shop-api-preview","namespace":"default"},
             "spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},
              "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"theirs","image":"theirs:v1"}]}}}}
            """));
        await october.ApplyAsync("api:v2");
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("NameClash", Failed(app, "reason"));
        Assert.Contains("shop-api-preview exists and does not belong to this app", Failed(app, "message"), StringComparison.Ordinal);
    }

    private static string? Failed(JsonNode app, string field) => (string?)app["status"]!["failed"]?[field];

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
