using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;

namespace October.Operator.Controller.Backups;

public sealed class RestoreUpgradeTests
{
    private const string Spec = """
        {"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"},
         "rollout":{"progressDeadline":"60s"},"restore":{"backupName":"latest","requestId":"1"}}
        """;

    private static readonly ResourceType Jobs = new("batch", "v1", "jobs");

    [Fact]
    public async Task A_Job_that_an_older_operator_has_created_is_gone_on_with()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromMinutes(5) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.UntilAsync(async () => (await ListAsync(october)).Count == 1, "the Job is there");
        await october.StopOperatorAsync();
        var job = (await ListAsync(october)).Single();
        await october.Cluster.DeleteAsync(Jobs, "default", (string)job["metadata"]!["name"]!, new JsonObject { ["propagationPolicy"] = "Foreground" });
        await october.UntilAsync(async () => (await ListAsync(october)).Count == 0, "it is gone");
        var name = RestoreJob.NameBefore(new AppIdentity("default", "shop", ""), "1");
        await october.Cluster.CreateAsync(Jobs, Renamed((JsonObject)job.DeepClone(), name));

        october.StartOperator();
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreSucceeded")).Count == 1, "the restore has succeeded");
        Assert.Equal(name, (string?)Assert.Single(await ListAsync(october))["metadata"]!["name"]);
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(SimulatedOctober october) =>
        [.. (await october.Cluster.ListAsync(Jobs, "default", "october.dev/component=restore")).Items];

    /// <summary>A copy as its owner would have created it.</summary>
    internal static JsonObject Renamed(JsonObject job, string name)
    {
        var metadata = (JsonObject)job["metadata"]!;
        job["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = "default",
            ["labels"] = metadata["labels"]!.DeepClone(),
            ["ownerReferences"] = metadata["ownerReferences"]!.DeepClone(),
        };
        job.Remove("status");
        var spec = (JsonObject)job["spec"]!;
        spec.Remove("selector");
        var labels = (JsonObject)spec["template"]!["metadata"]!["labels"]!;
        foreach (var key in labels.Select(pair => pair.Key).Where(key => key.Contains("controller-uid") || key.Contains("job-name")).ToList())
            labels.Remove(key);
        return job;
    }
}
