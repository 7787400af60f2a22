using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Backups;

public sealed class WaitingBackupTests
{
    private const string Spec =
        """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1","beforeRollout":true}}""";

    private static readonly (string, ImageBehaviour) Unpullable = ("tools:v1", new ImageBehaviour { PullFailure = "manifest unknown" });

    [Fact]
    public async Task A_backup_whose_pod_cannot_start_says_what_it_waits_for()
    {
        await using var october = await SimulatedOctober.StartAsync(Unpullable);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        Assert.Equal("No backup has ended yet", await HealthAsync(october));
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => Says(await HealthAsync(october)), "it says what the pod waits for");
        Assert.StartsWith("No backup has ended yet; Job shop-backup-", await HealthAsync(october), StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_backup_whose_volume_cannot_be_mounted_says_so()
    {
        const string Missing = "MountVolume.SetUp failed for volume \"data\" : nfs: connection refused";
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { StartDelay = TimeSpan.FromHours(1) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await PodAsync(october) is not null, "the backup has a pod");
        await october.PassAsync(TimeSpan.FromSeconds(35));
        var pod = (await PodAsync(october))!;
        await october.SayOfAsync(pod, "FailedMount", Missing);
        // Something else happens, so that the operator looks.
        await october.AnnotateAsync("example.com/note", "1");
        await october.UntilAsync(
            async () => (await HealthAsync(october))!.EndsWith($"pod {(string)pod["metadata"]!["name"]!} is not started: {Missing}", StringComparison.Ordinal),
            "it says what its pod waits for");
    }

    [Fact]
    public async Task A_rollout_that_waits_for_such_a_backup_says_it_too()
    {
        await using var october = await SimulatedOctober.StartAsync(Unpullable);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"},"rollout":{"rollback":{"retries":0}}}""")!);
        await october.UntilAsync(async () => Says((string?)(await october.AppAsync())!["status"]!["message"]), "it says what the pod waits for");
        var failed = (await october.PhaseAsync("RolledBack"))["status"]!["failed"]!;
        Assert.Equal("BackupFailed", (string?)failed["reason"]);
        Assert.True(Says((string?)failed["message"]), (string?)failed["message"]);
    }

    [Theory]
    [InlineData("\"count/jobs.batch\":\"0\"", "; Job shop-backup-")]
    // One is redis' own.
    [InlineData("\"persistentvolumeclaims\":\"1\"", "; PersistentVolumeClaim shop-backup-data is refused: ")]
    public async Task A_rollout_whose_backup_may_not_be_created_says_why(string quota, string expected)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(new LocalCluster.ApiServer.Model.ResourceType("", "v1", "resourcequotas"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"none","namespace":"default"},"spec":{"hard":{QUOTA}}}
            """.Replace("QUOTA", quota, StringComparison.Ordinal))!);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"},"rollout":{"rollback":{"retries":0}}}""")!);
        var failed = (await october.PhaseAsync("RolledBack"))["status"]!["failed"]!;
        Assert.Equal("BackupFailed", (string?)failed["reason"]);
        Assert.Contains(expected, (string?)failed["message"], StringComparison.Ordinal);
        Assert.Contains("exceeded quota", (string?)failed["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollout_that_waits_for_another_backup_names_it()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(60) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => (await october.EventsAsync("BackupStarted")).Count == 1, "a backup is made");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"}}""")!);
        await october.UntilAsync(
            async () => ((string?)(await october.AppAsync())!["status"]!["message"])!.EndsWith(" makes another backup first", StringComparison.Ordinal),
            "it says what it waits for");
        var app = await october.PhaseAsync("Ready");
        Assert.Equal("api:v2", (string?)app["status"]!["components"]!["api"]!["image"]);
        Assert.Equal(2, (await october.EventsAsync("BackupStarted")).Count);
    }

    [Fact]
    public async Task A_suspended_backup_says_what_to_do()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(20) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        LocalCluster.ApiServer.Model.ResourceType jobs = new("batch", "v1", "jobs");
        await october.UntilAsync(async () => (await october.Cluster.ListAsync(jobs, "default")).Items.Count == 1, "its Job is there");
        var job = (string)(await october.Cluster.ListAsync(jobs, "default")).Items[0]["metadata"]!["name"]!;
        await october.Cluster.PatchAsync(jobs, "default", job, (JsonObject)JsonNode.Parse("""{"spec":{"suspend":true}}""")!);
        await october.UntilAsync(
            async () => (await HealthAsync(october))!.EndsWith($"it is suspended, resume or delete Job {job}", StringComparison.Ordinal), "it says it");
        await october.Cluster.PatchAsync(jobs, "default", job, (JsonObject)JsonNode.Parse("""{"spec":{"suspend":false}}""")!);
        await october.UntilAsync(async () => await HealthAsync(october) == "The newest backup is complete and checked", "it ends");
    }

    private static async Task<JsonObject?> PodAsync(SimulatedOctober october) =>
        (await october.Cluster.ListAsync(new LocalCluster.ApiServer.Model.ResourceType("", "v1", "pods"), "default")).Items
            .FirstOrDefault(pod => ((string)pod["metadata"]!["name"]!).StartsWith("shop-backup-", StringComparison.Ordinal));

    private static bool Says(string? text) =>
        text?.Contains("has not started: pod shop-backup-", StringComparison.Ordinal) == true
        && text.Contains("ImagePullBackOff: ", StringComparison.Ordinal) && text.Contains("manifest unknown", StringComparison.Ordinal);

    private static Task<string?> HealthAsync(SimulatedOctober october) => october.ConditionAsync("BackupHealthy", "message");
}
