using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>A backup of the real redis, by the Job that a cluster would run.</summary>
[Collection(nameof(ReleaseGroup))]
public sealed class BackupTests(LocalOctober october)
{
    [Fact]
    public async Task A_backup_is_complete_is_pruned_and_can_be_restored()
    {
        await october.ResetAsync();
        await october.PatchAsync("""{"spec":{"backup":{"schedule":"17 3 * * *","keepLast":1}}}""");
        await october.SettledAsync("Ready");
        try
        {
            Assert.Equal("OK", await RedisAsync("set", "before-backup", "1"));
            var first = await BackUpAsync(before: null);
            var second = await BackUpAsync(first);
            Assert.NotEqual(first, second);
            await RestoreAsync();
        }
        finally
        {
            await october.PatchAsync("""{"spec":{"restore":null,"backup":null}}""");
            await october.SettledAsync("Ready");
        }
    }

    /// <returns>The path of the only backup.</returns>
    private async Task<string> BackUpAsync(string? before)
    {
        (await LocalOctober.OctoberAsync("backup", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
        await Eventually.BecomesAsync(
            () => october.GetAsync("oapp", "october"),
            app => app?["status"]?["backup"]?["lastJob"] is not null && BackupFiles() is [var only] && only != before, "the backup exists");
        var file = Assert.Single(BackupFiles());
        Assert.Contains("RDB looks OK", (await Command.RunAsync("redis-check-rdb", [file])).Succeeds().Output, StringComparison.Ordinal);
        var app = await Eventually.BecomesAsync(
            () => october.GetAsync("oapp", "october"),
            app => (string?)app?["status"]?["backup"]?["lastBackupName"] == Path.GetFileName(file), "the backup is in status");
        Assert.Equal((new FileInfo(file).Length, 1), ((long?)app!["status"]!["backup"]!["sizeBytes"], (int?)app["status"]!["backup"]!["count"]));
        Assert.Equal("True", (string?)app!["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "BackupHealthy")!["status"]);
        return file;
    }

    /// <summary>Restores: a key written after the backup is gone, earlier ones exist.</summary>
    private async Task RestoreAsync()
    {
        Assert.Equal("OK", await RedisAsync("set", "after-backup", "1"));
        var restored = await LocalOctober.OctoberAsync("restore", "october", "-n", "october", "--kubeconfig", october.Kubeconfig);
        Assert.Contains("Succeeded", restored.Succeeds().Output, StringComparison.Ordinal);
        await october.SettledAsync("Ready");
        Assert.Equal("0", await RedisAsync("exists", "after-backup"));
        Assert.Equal("1", await RedisAsync("exists", "before-backup"));
        await october.PatchAsync("""{"spec":{"restore":null}}""");
    }

    private async Task<string> RedisAsync(params string[] command)
    {
        var address = (string?)(await october.GetAsync("service", "october-redis"))!["spec"]!["clusterIP"];
        var password = System.Text.Encoding.UTF8.GetString(
            Convert.FromBase64String((string)(await october.GetAsync("secret", "october-secret"))!["data"]!["REDIS_PASSWORD"]!));
        return (
            await Command.RunAsync(
                "redis-cli", ["-h", address!, "--no-auth-warning", .. command], new Dictionary<string, string> { ["REDISCLI_AUTH"] = password }))
            .Succeeds()
            .Output.Trim();
    }

    private string[] BackupFiles() =>
        [.. Directory.EnumerateFiles(october.DataDirectory, "dump-*.rdb", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })];
}
