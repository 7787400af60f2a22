using October.EndToEnd.Running;

namespace October.EndToEnd;

/// <summary>A backup of the real redis, by the Job that a cluster would run.</summary>
[Collection(nameof(ReleaseGroup))]
public sealed class BackupTests(OctoberCluster october)
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

    /// <returns>The name of the only backup.</returns>
    private async Task<string> BackUpAsync(string? before)
    {
        (await LocalOctober.OctoberAsync("backup", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
        var app = await Eventually.BecomesAsync(
            () => october.GetAsync("oapp", "october"),
            app => (string?)app?["status"]?["backup"]?["lastBackupName"] is { } last && last != before, "a backup is in status");
        var backup = app!["status"]!["backup"]!;
        var name = (string)backup["lastBackupName"]!;
        Assert.Equal(1, (int?)backup["count"]);
        Assert.True((long?)backup["sizeBytes"] > 0);
        Assert.Equal("True", (string?)app["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "BackupHealthy")!["status"]);
        if (TargetSettings.Given is null)
        {
            var file = Assert.Single(BackupFiles());
            Assert.Equal((name, (long?)backup["sizeBytes"]), (Path.GetFileName(file), new FileInfo(file).Length));
            Assert.Contains("RDB looks OK", (await Command.RunAsync("redis-check-rdb", [file])).Succeeds().Output, StringComparison.Ordinal);
        }

        return name;
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

    private async Task<string> RedisAsync(params string[] command) => await october.RedisAsync(await october.RedisPasswordAsync(), command);

    private string[] BackupFiles() =>
        [
            .. Directory.EnumerateFiles(
                october.Local.DataDirectory, "dump-*.rdb", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }),
        ];
}
