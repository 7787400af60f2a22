using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller;

public sealed class ChangedByHandTests
{
    private static readonly ResourceType Deployments = new("apps", "v1", "deployments");

    [Fact]
    public async Task A_child_that_another_client_changed_is_reverted_reported_and_counted()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.Cluster.PatchAsync(
            Deployments, "default", "shop-api", (JsonObject)JsonNode.Parse("""{"metadata":{"labels":{"october.dev/component":"mine"}}}""")!);
        await october.UntilAsync(async () => (await october.EventsAsync("DriftCorrected")).Count > 0, "the drift is reported");
        Assert.StartsWith("Deployment shop-api was changed", Assert.Single(await october.EventsAsync("DriftCorrected")), StringComparison.Ordinal);
        Assert.NotEqual("mine", (string?)(await october.GetAsync("apps", "deployments", "shop-api"))!["metadata"]!["labels"]!["october.dev/component"]);
        using var scraped = new MemoryStream();
        await october.Metrics.CollectAndExportAsTextAsync(scraped, TestContext.Current.CancellationToken);
        Assert.Contains(
            "octoberapp_drift_corrections_total{namespace=\"default\",name=\"shop\",kind=\"Deployment\"} 1",
            System.Text.Encoding.UTF8.GetString(scraped.ToArray()),
            StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_flow_that_is_added_by_hand_to_a_policy_is_reverted()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var rendered = (JsonArray)(await october.GetAsync("networking.k8s.io", "networkpolicies", "shop-redis"))!["spec"]!["ingress"]!.DeepClone();
        var opened = (JsonArray)rendered.DeepClone();
        ((JsonArray)opened[0]!["ports"]!).Add(new JsonObject { ["port"] = 22, ["protocol"] = "TCP" });
        await october.Cluster.PatchAsync(
            new ResourceType("networking.k8s.io", "v1", "networkpolicies"),
            "default",
            "shop-redis",
            new JsonObject { ["spec"] = new JsonObject { ["ingress"] = opened } });
        await october.UntilAsync(async () => (await october.EventsAsync("DriftCorrected")).Count > 0, "the drift is reported");
        Assert.True(JsonNode.DeepEquals(rendered, (await october.GetAsync("networking.k8s.io", "networkpolicies", "shop-redis"))!["spec"]!["ingress"]));
    }

    /// <summary>Server-side apply: what the operator does not write belongs to whoever did.</summary>
    [Fact]
    public async Task What_is_added_by_hand_beside_what_the_operator_writes_stays_and_what_it_writes_is_reverted()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        // As by kubectl rollout restart, kubectl set env and kubectl set image.
        await october.Cluster.PatchAsync(
            Deployments, "default", "shop-api",
            (JsonObject)JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"now"}}}}}""")!);
        var containers = (JsonArray)(await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!["spec"]!["containers"]!.DeepClone();
        containers[0]!["image"] = "api:other";
        containers[0]!["env"]!.AsArray().Add(new JsonObject { ["name"] = "BY_HAND", ["value"] = "1" });
        await october.Cluster.PatchAsync(
            Deployments, "default", "shop-api",
            new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = containers } } } });
        await october.UntilAsync(async () => (await october.EventsAsync("DriftCorrected")).Count > 0, "the drift is reported");
        await october.ApplyAsync("api:v2");
        await october.UntilAsync(async () => (string?)(await TemplateAsync(october))["spec"]!["containers"]![0]!["image"] == "api:v2", "it is released");
        await october.PhaseAsync("Ready");
        var template = await TemplateAsync(october);
        Assert.Equal("now", (string?)template["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"]);
        Assert.Contains(template["spec"]!["containers"]![0]!["env"]!.AsArray(), variable => (string?)variable!["name"] == "BY_HAND");
        Assert.Single(await october.EventsAsync("DriftCorrected"));
    }

    private static async Task<JsonNode> TemplateAsync(SimulatedOctober october) =>
        (await october.GetAsync("apps", "deployments", "shop-api"))!["spec"]!["template"]!;
}
