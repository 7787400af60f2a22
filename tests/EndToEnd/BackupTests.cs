namespace October.EndToEnd;

/// <summary>A backup of the real redis, by the Job that a cluster would run.</summary>
[Collection(nameof(LocalOctober))]
public sealed class BackupTests(LocalOctober october)
{
    [Fact]
    public async Task A_backup_is_a_whole_copy_and_old_ones_go()
    {
        await october.ResetAsync();
        await october.PatchAsync("""{"spec":{"backup":{"schedule":"17 3 * * *","keepLast":1}}}""");
        await october.SettledAsync("Ready");
        try
        {
            var first = await BackUpAsync(before: null);
            var second = await BackUpAsync(first);
            Assert.NotEqual(first, second);
        }
        finally
        {
            await october.PatchAsync("""{"spec":{"backup":null}}""");
            await october.SettledAsync("Ready");
        }
    }

    /// <returns>The path of the one backup there is.</returns>
    private async Task<string> BackUpAsync(string? before)
    {
        (await LocalOctober.OctoberAsync("backup", "october", "-n", "october", "--kubeconfig", october.Kubeconfig)).Succeeds();
        await Eventually.BecomesAsync(
            () => october.GetAsync("oapp", "october"),
            app => app?["status"]?["backup"]?["lastJob"] is not null && Copies() is [var only] && only != before,
            TimeSpan.FromSeconds(60), "the backup is there");
        var copy = Assert.Single(Copies());
        Assert.Contains("RDB looks OK", (await Command.RunAsync("redis-check-rdb", [copy])).Succeeds().Output, StringComparison.Ordinal);
        var app = await october.GetAsync("oapp", "october");
        Assert.Equal("True", (string?)app!["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "BackupHealthy")!["status"]);
        return copy;
    }

    private string[] Copies() => [.. Directory.EnumerateFiles(october.DataDirectory, "dump-*.rdb", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })];
}
