using System.Text.Json.Nodes;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Backups;

/// <summary>Hours of the cluster's time: thousands of moments, each of which waits until all clusters of this process are at rest. So alone.</summary>
[Collection(nameof(Properties))]
public sealed class StaleBackupTests
{
    private const string Spec = """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"*/10 * * * *","image":"tools:v1"}}""";

    [Fact]
    public async Task A_backup_that_does_not_come_is_noticed_without_anything_happening()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(new LocalCluster.ApiServer.Model.ResourceType("", "v1", "resourcequotas"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"no-jobs","namespace":"default"},"spec":{"hard":{"count/jobs.batch":"0"}}}
            """)!);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Spec)!);
        await october.PhaseAsync("Ready");
        Assert.Equal("Unknown", await october.ConditionAsync("BackupHealthy", "status"));
        // Ten minutes between two, and two hours for one.
        await october.PassAsync(TimeSpan.FromMinutes(125));
        Assert.Equal("Unknown", await october.ConditionAsync("BackupHealthy", "status"));
        await october.PassAsync(TimeSpan.FromMinutes(10));
        await october.UntilAsync(async () => await october.ConditionAsync("BackupHealthy", "status") == "False", "it is stale");
        Assert.Equal("BackupStale", await october.ConditionAsync("BackupHealthy", "reason"));
        await october.PhaseAsync("Ready");
    }
}
