using System.Text.Json.Nodes;
using October.LocalCluster.Nodes.Simulation;

namespace October.Operator.Controllers;

public sealed class BackupTests
{
    private const string Spec = """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *","image":"tools:v1"}}""";

    [Fact]
    public async Task An_ordered_backup_runs_once_and_is_told_when_it_has_succeeded()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(2) }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        Assert.Equal("Unknown", await HealthAsync(october));
        Assert.Equal("17 3 * * *", (string?)(await october.GetAsync("batch", "cronjobs", "shop-backup"))!["spec"]!["schedule"]);
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await HealthAsync(october) == "True", "the backup has succeeded");
        var status = (await october.AppAsync())!["status"]!;
        Assert.Equal("1", (string?)status["lastHandledBackupNow"]);
        Assert.NotNull(status["backup"]!["lastSuccessTime"]);
        Assert.Single(await october.EventsAsync("BackupStarted"));
        Assert.Single(await october.EventsAsync("BackupSucceeded"));
        Assert.Single((await october.Cluster.ListAsync(new LocalCluster.Client.ResourceType("batch", "v1", "jobs"), "default")).Items);
    }

    [Fact]
    public async Task A_failed_backup_is_a_condition_and_not_a_failure_of_the_app()
    {
        await using var october = await SimulatedOctober.StartAsync(("tools:v1", new ImageBehaviour { ExitAfter = TimeSpan.FromSeconds(1), ExitCode = 1 }));
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await HealthAsync(october) == "False", "the backup has failed");
        Assert.Contains("made no backup", Assert.Single(await october.EventsAsync("BackupFailed")), StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task Without_backups_an_order_for_one_is_refused_in_words()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["lastHandledBackupNow"] == "1", "the order is handled");
        Assert.Contains("spec.backup says nowhere to put it", Assert.Single(await october.EventsAsync("OrderRefused")), StringComparison.Ordinal);
    }

    private static async Task<string?> HealthAsync(SimulatedOctober october) => (string?)(await october.AppAsync())!["status"]?["conditions"]?.AsArray()
        .SingleOrDefault(condition => (string?)condition!["type"] == "BackupHealthy")?["status"];
}
