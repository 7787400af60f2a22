using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;

namespace October.Operator.Controller.Backups;

/// <summary>Redis, backups and restores write to one volume: one after the other.</summary>
public sealed class RestoreTurnsTests
{
    [Theory]
    [InlineData("fails")]
    [InlineData("is deleted")]
    public async Task Redis_and_another_pod_of_the_Job_start_only_when_its_last_one_has_ended(string how)
    {
        await using var october = await Restores.StartAsync(new ImageBehaviour { StopsAfter = TimeSpan.FromSeconds(20) });
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => await october.RunningAsync("restore") == 1, "the Job's pod runs");
        var metadata = (await october.RestoreJobAsync())!["metadata"]!;
        var (job, uid) = ((string)metadata["name"]!, (string)metadata["uid"]!);
        if (how == "fails")
            await october.Cluster.PatchAsync(Restores.Jobs, "default", job, new JsonObject { ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = 1 } });
        else
            await october.Cluster.DeleteAsync(Restores.Jobs, "default", job, new JsonObject { ["propagationPolicy"] = "Background" });
        var atOnce = 0;
        await october.UntilAsync(
            async () =>
            {
                var redis = await october.RunningAsync("redis");
                atOnce = Math.Max(atOnce, await october.RunningAsync("restore") + redis);
                // A Job that is gone is created again.
                return redis > 0
                    || (await october.RestoreJobAsync() is { } next && (string)next["metadata"]!["uid"]! != uid && next["status"]?["active"] is not null);
            },
            "what comes next runs");
        Assert.Equal(1, atOnce);
    }

    [Fact]
    public async Task A_restore_waits_until_the_pod_of_a_backup_that_failed_has_ended()
    {
        await using var october = await Restores.StartAsync(new ImageBehaviour { StopsAfter = TimeSpan.FromSeconds(20) });
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => await october.RunningAsync("backup") == 1, "the backup runs");
        var backup = (await october.Cluster.ListAsync(Restores.Jobs, "default", "october.dev/component=backup")).Items.Single();
        await october.Cluster.PatchAsync(
            Restores.Jobs, "default", (string)backup["metadata"]!["name"]!, new JsonObject { ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = 1 } });
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreStarted")).Count == 1, "the restore starts");
        Assert.Equal(0, await october.RunningAsync("backup"));
    }

    [Fact]
    public async Task A_restore_waits_for_the_backup_that_runs_and_a_backup_for_the_restore()
    {
        await using var october = await Restores.StartAsync(Restores.Tools with { ExitAfter = TimeSpan.FromSeconds(20) });
        await october.AnnotateAsync("october.dev/backup-now", "1");
        await october.UntilAsync(async () => (await october.EventsAsync("BackupStarted")).Count == 1, "the backup runs");
        await october.RestoreAsync("1");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreWaiting")).Count == 1, "the restore waits");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreStarted")).Count == 1, "it starts");
        var backup = (await october.Cluster.ListAsync(Restores.Jobs, "default", "october.dev/component=backup")).Items.Single();
        Assert.Equal("1", backup["status"]?["succeeded"]?.ToJsonString());
        await october.AnnotateAsync("october.dev/backup-now", "2");
        await october.UntilAsync(async () => (await october.EventsAsync("RestoreSucceeded")).Count == 1, "it has succeeded");
        await october.UntilAsync(async () => (await october.EventsAsync("BackupSucceeded")).Count == 2, "the second backup has succeeded");
        var restored = DateTimeOffset.Parse((string)(await october.AppAsync())!["status"]!["restore"]!["completedAt"]!, CultureInfo.InvariantCulture);
        var backups = (await october.Cluster.ListAsync(Restores.Jobs, "default", "october.dev/component=backup")).Items;
        Assert.Equal(2, backups.Count);
        Assert.True(backups.Max(job => DateTimeOffset.Parse((string)job["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture)) >= restored);
        Assert.Empty(await october.EventsAsync("BackupFailed"));
    }
}
