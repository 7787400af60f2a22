using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Backups;

/// <summary>An app that is backed up, and its restores.</summary>
internal static class Restores
{
    private const string Spec = """
        {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"},"autoscaling":{"api":{"minReplicas":3}},"rollout":{"progressDeadline":"60s"}}
        """;

    public static ResourceType Jobs { get; } = new("batch", "v1", "jobs");

    public static ImageBehaviour Tools { get; } = new() { ExitAfter = TimeSpan.FromSeconds(2) };

    /// <summary>The app, when it is Ready.</summary>
    public static async Task<SimulatedOctober> StartAsync(ImageBehaviour tools, params (string Image, ImageBehaviour Behaviour)[] others)
    {
        var october = await SimulatedOctober.StartAsync([("tools:v1", tools), .. others]);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        return october;
    }

    public static Task RestoreAsync(this SimulatedOctober october, string request, string more = "{}")
    {
        var spec = (JsonObject)JsonNode.Parse(more)!;
        spec["restore"] = new JsonObject { ["backupName"] = "latest", ["requestId"] = request };
        return october.ApplyAsync(spec);
    }

    public static async Task<JsonObject?> RestoreJobAsync(this SimulatedOctober october) =>
        (await october.Cluster.ListAsync(Jobs, "default", "october.dev/component=restore")).Items.SingleOrDefault();

    /// <summary>How many pods of a component have not ended.</summary>
    public static async Task<int> RunningAsync(this SimulatedOctober october, string component) =>
        (await october.Cluster.ListAsync(new ResourceType("", "v1", "pods"), "default", $"october.dev/component={component}")).Items
            .Count(pod => (string?)pod["status"]?["phase"] is not ("Succeeded" or "Failed"));
}
