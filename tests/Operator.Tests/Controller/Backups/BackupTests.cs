using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;
using October.Operator.Desired.Model;

namespace October.Operator.Controller.Backups;

public sealed class BackupTests
{
    private const string Spec = """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"}}""";

    [Fact]
    public async Task A_requested_backup_runs_once_and_is_reported_when_it_has_succeeded()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(2) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        Assert.Equal("Unknown", await october.ConditionAsync("BackupHealthy", "status"));
        Assert.Equal("17 3 * * *", (string?)(await october.GetAsync("batch", "cronjobs", "shop-backup"))!["spec"]!["schedule"]);
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await october.ConditionAsync("BackupHealthy", "status") == "True", "the backup has succeeded");
        var status = (await october.AppAsync())!["status"]!;
        Assert.Equal("1", (string?)status["lastHandledBackupNow"]);
        Assert.NotNull(status["backup"]!["lastSuccessTime"]);
        Assert.Single(await october.EventsAsync("BackupStarted"));
        Assert.Single(await october.EventsAsync("BackupSucceeded"));
        Assert.Single((await october.Cluster.ListAsync(new LocalCluster.ApiServer.Model.ResourceType("batch", "v1", "jobs"), "default")).Items);
    }

    [Fact]
    public async Task A_failed_backup_is_a_condition_and_not_a_failure_of_the_app()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await october.ConditionAsync("BackupHealthy", "status") == "False", "the backup has failed");
        Assert.Contains("made no backup", Assert.Single(await october.EventsAsync("BackupFailed")), StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task A_backup_comes_before_a_rollout_where_the_spec_asks_for_it()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(2) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":{"beforeRollout":true}}""")!);
        await october.PhaseAsync("Ready");
        Assert.Empty(await october.EventsAsync("BackupStarted"));
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"}}""")!);
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["rollout"]?["step"] == "Backup", "the backup is made");
        Assert.Null(await october.GetAsync("apps", "deployments", "shop-api-preview"));
        var app = await october.PhaseAsync("Ready");
        Assert.Contains("before the rollout of revision", Assert.Single(await october.EventsAsync("BackupStarted")), StringComparison.Ordinal);
        Assert.InRange((long)app["status"]!["backup"]!["durationSeconds"]!, 2, 10);
        Assert.Equal("api:v2", (string?)app["status"]!["components"]!["api"]!["image"]);
    }

    [Fact]
    public async Task Without_its_backup_a_rollout_is_rolled_back_before_anything_new_has_run()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":{"beforeRollout":true},"rollout":{"rollback":{"retries":0}}}""")!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"}}""")!);
        var app = await october.PhaseAsync("RolledBack");
        Assert.Equal("BackupFailed", (string?)app["status"]!["failed"]!["reason"]);
        Assert.DoesNotContain(october.Requests.Effects, effect => effect.Contains("preview", StringComparison.Ordinal));
        await october.AnnotateAsync("october.dev/promote", "1");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["components"]?["api"]?["image"] == "api:v2", "it goes on without");
        await october.PhaseAsync("Ready");
    }

    /// <summary>Whoever may change Jobs may take their labels away, or make one that has the owner and no label.</summary>
    [Fact]
    public async Task A_Job_without_its_label_ends_its_rollout_all_the_same()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(20), ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"backup":{"beforeRollout":true},"rollout":{"rollback":{"retries":0}}}""")!);
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v2"}}""")!);
        await october.UntilAsync(async () => (await october.Cluster.ListAsync(Jobs, "default")).Items.Count == 1, "the backup is made");
        var name = (string)(await october.Cluster.ListAsync(Jobs, "default")).Items[0]["metadata"]!["name"]!;
        var unlabeled = (JsonObject)JsonNode.Parse("""{"metadata":{"labels":{"october.dev/app":null}}}""")!;
        await october.Cluster.PatchAsync(Jobs, "default", name, unlabeled);

        var app = await october.PhaseAsync("RolledBack");

        Assert.Equal("BackupFailed", (string?)app["status"]!["failed"]!["reason"]);
    }

    [Fact]
    public async Task The_schedule_is_reported_and_counted()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec.Replace("17 3", "*/10 *", StringComparison.Ordinal))!);
        await october.PhaseAsync("Ready");
        await october.UntilAsync(async () => (await BackupAsync(october))?["nextScheduleTime"] is not null, "the next time is reported");
        Assert.Equal("2026-01-01T00:10:00Z", (string?)(await BackupAsync(october))!["nextScheduleTime"]);
        await october.PassAsync(TimeSpan.FromMinutes(11));
        await october.UntilAsync(async () => (await BackupAsync(october))?["lastSuccessTime"] is not null, "one was made");
        Assert.Equal(
            ("2026-01-01T00:10:00Z", "2026-01-01T00:20:00Z"),
            ((string?)(await BackupAsync(october))!["lastScheduleTime"], (string?)(await BackupAsync(october))!["nextScheduleTime"]));
        using var scraped = new MemoryStream();
        await october.Metrics.CollectAndExportAsTextAsync(scraped, TestContext.Current.CancellationToken);
        Assert.Contains(
            "octoberapp_backups_total{namespace=\"default\",name=\"shop\",result=\"succeeded\"} 1",
            System.Text.Encoding.UTF8.GetString(scraped.ToArray()),
            StringComparison.Ordinal);
    }

    private static async Task<JsonNode?> BackupAsync(SimulatedOctober october) => (await october.AppAsync())!["status"]?["backup"];

    [Fact]
    public async Task Without_backups_a_command_for_one_is_rejected()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["lastHandledBackupNow"] == "1", "the command is handled");
        Assert.Contains("spec.backup is not set", Assert.Single(await october.EventsAsync("CommandRejected")), StringComparison.Ordinal);
    }

    /// <summary>Anybody who may create Jobs may give them the labels of a backup's.</summary>
    [Fact]
    public async Task A_Job_of_somebody_else_with_a_backups_labels_neither_counts_as_one_nor_keeps_any_from_being_made()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(2) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        // One that does not end, and one that has the name of the command's.
        var taken = Names.BackupJob(new AppIdentity("default", "shop", ""), "2");
        await october.Cluster.CreateAsync(Jobs, Foreign("busy", "busy:v1"));
        await october.Cluster.CreateAsync(Jobs, Foreign(taken, "tools:v1"));
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await october.ConditionAsync("BackupHealthy", "status") == "True", "the backup has succeeded");
        Assert.Equal(Names.BackupJob(new AppIdentity("default", "shop", ""), "1"), (string?)(await BackupAsync(october))!["lastJob"]);
        await october.AnnotateAsync("october.dev/backup-now", "2");
        var clash = $"Job {taken} exists and does not belong to this app: delete it";
        await october.UntilAsync(
            async () => ((string?)(await october.AppAsync())!["status"]!["message"])!.Contains(clash, StringComparison.Ordinal), "the clash is reported");
        Assert.NotEqual("2", (string?)(await october.AppAsync())!["status"]!["lastHandledBackupNow"]);
        await october.Cluster.DeleteAsync(Jobs, "default", taken);
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]!["lastHandledBackupNow"] == "2", "the backup is made");
    }

    /// <summary>Anybody who may create pods may give them the labels and the owner of a backup's.</summary>
    [Fact]
    public async Task What_a_backup_made_is_not_told_by_a_pod_of_somebody_else()
    {
        await using var october = await SimulatedOctober.StartAsync(
            ("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(30), Log = Report("dump-20260101T000000Z.rdb") }),
            ("theirs:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), Log = Report("dump-20991231T235959Z.rdb") }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await october.ConditionAsync("BackupHealthy", "status") == "True", "the first backup has succeeded");
        Assert.Equal("dump-20260101T000000Z.rdb", (string?)(await BackupAsync(october))!["lastBackupName"]);

        await october.AnnotateAsync("october.dev/backup-now", "2");
        var second = Names.BackupJob(new AppIdentity("default", "shop", ""), "2");
        await october.UntilAsync(async () => await october.GetAsync("batch", "jobs", second) is not null, "the second backup has begun");
        var pods = new LocalCluster.ApiServer.Model.ResourceType("", "v1", "pods");
        await october.Cluster.CreateAsync(pods, ForeignPod((await october.GetAsync("batch", "jobs", second))!));
        await october.UntilAsync(async () => (string?)(await BackupAsync(october))!["lastJob"] == second, "the second backup has succeeded");

        Assert.Equal("True", await october.ConditionAsync("BackupHealthy", "status"));
        Assert.Null((string?)(await BackupAsync(october))!["lastBackupName"]);
    }

    private static readonly LocalCluster.ApiServer.Model.ResourceType Jobs = new("batch", "v1", "jobs");

    private static string Report(string name) => $"october-backup name={name} bytes=7 kept=1 pruned=0\n";

    private static JsonObject ForeignPod(JsonObject job) => (JsonObject)JsonNode.Parse("""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"theirs","namespace":"default","labels":{"app.kubernetes.io/managed-by":"october-operator",
          "october.dev/app":"shop","october.dev/component":"backup"},
          "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"NAME","uid":"UID","controller":true}]},
         "spec":{"restartPolicy":"Never","containers":[{"name":"backup","image":"theirs:v1"}]}}
        """.Replace("NAME", (string)job["metadata"]!["name"]!, StringComparison.Ordinal)
            .Replace("UID", (string)job["metadata"]!["uid"]!, StringComparison.Ordinal))!;

    private static JsonObject Foreign(string name, string image) => (JsonObject)JsonNode.Parse("""
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"NAME","namespace":"default","labels":{"app.kubernetes.io/managed-by":"october-operator",
          "october.dev/app":"shop","october.dev/component":"backup"}},
         "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"backup","image":"IMAGE"}]}}}}
        """.Replace("NAME", name, StringComparison.Ordinal).Replace("IMAGE", image, StringComparison.Ordinal))!;
}
