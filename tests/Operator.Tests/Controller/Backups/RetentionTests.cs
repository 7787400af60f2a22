using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;

namespace October.Operator.Controller.Backups;

/// <summary>Volumes that outlive their app, and the app that finds them again.</summary>
public sealed class RetentionTests
{
    private const string Spec = """{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"backup":{"schedule":"17 3 * * *"}}""";

    [Fact]
    public async Task Backups_outlive_the_app_and_the_next_one_runs_beside_them_until_it_adopts_them()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await ReadyAsync(october, Spec);
        Assert.Equal(["PersistentVolumeClaim shop-backup-data"], await KeptAsync(october));
        var claim = await ClaimAsync(october, "shop-backup-data");
        await DeleteAsync(october);
        Assert.Null(await october.GetAsync("", "persistentvolumeclaims", "shop-redis-data"));
        Assert.Equal((string?)claim!["metadata"]!["uid"], (string?)(await ClaimAsync(october, "shop-backup-data"))!["metadata"]!["uid"]);

        await ReadyAsync(october, Spec);
        Assert.Null(await KeptAsync(october));
        var condition = (await october.AppAsync())!.Condition("ChildrenApplied");
        Assert.Equal("NameClash", (string?)condition!["reason"]);
        Assert.Contains("kubectl annotate octoberapp shop -n default october.dev/adopt=true", (string?)condition["message"], StringComparison.Ordinal);
        Assert.Null(await october.GetAsync("batch", "cronjobs", "shop-backup"));

        await october.AnnotateAsync("october.dev/adopt", "true");
        await october.UntilAsync(async () => await october.GetAsync("batch", "cronjobs", "shop-backup") is not null, "backups go on");
        await october.UntilAsync(async () => (await october.AppAsync())!.Condition("ChildrenApplied") is null, "nothing is refused any more");
        Assert.Equal((string?)claim["metadata"]!["uid"], (string?)(await ClaimAsync(october, "shop-backup-data"))!["metadata"]!["uid"]);
        await october.UntilAsync(async () => await KeptAsync(october) is not null, "it is kept again");
        Assert.Equal(["PersistentVolumeClaim shop-backup-data"], await KeptAsync(october));
    }

    [Theory]
    [InlineData("""{"profile":"prod"}""", true)]
    [InlineData("""{"redis":{"persistence":{"retain":true}}}""", true)]
    [InlineData("""{"profile":"prod","redis":{"persistence":{"retain":false}}}""", false)]
    [InlineData("{}", false)]
    public async Task Redis_data_outlives_the_app_where_the_spec_says_so(string more, bool isKept)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await ReadyAsync(october, Merged(more));
        await DeleteAsync(october);
        Assert.Equal(isKept, await ClaimAsync(october, "shop-redis-data") is not null);
        Assert.NotNull(await ClaimAsync(october, "shop-backup-data"));
    }

    [Fact]
    public async Task Backups_go_with_the_app_where_the_spec_says_so()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await ReadyAsync(october, Merged("""{"backup":{"schedule":"17 3 * * *","persistence":{"retain":false}}}"""));
        Assert.Null(await KeptAsync(october));
        await DeleteAsync(october);
        Assert.Null(await ClaimAsync(october, "shop-backup-data"));
    }

    [Fact]
    public async Task It_can_be_changed_while_the_app_runs_and_starts_no_rollout()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await ReadyAsync(october, Spec);
        var revision = (await october.AppAsync())!["status"]!["revisions"]!["current"]!.ToJsonString();
        foreach (var (retain, owners) in new[] { (true, 0), (false, 1), (true, 0) })
        {
            await october.ApplyAsync(
                new JsonObject { ["redis"] = new JsonObject { ["persistence"] = new JsonObject { ["retain"] = retain } } });
            await october.UntilAsync(
                async () => ((await ClaimAsync(october, "shop-redis-data"))!["metadata"]!["ownerReferences"]?.AsArray().Count ?? 0) == owners, "it is changed");
            await october.QuietAsync();
        }

        Assert.Equal(revision, (await october.AppAsync())!["status"]!["revisions"]!["current"]!.ToJsonString());
        await DeleteAsync(october);
        Assert.NotNull(await ClaimAsync(october, "shop-redis-data"));
    }

    [Fact]
    public async Task An_app_whose_redis_data_was_kept_waits_for_a_word_and_then_goes_on_with_it()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await ReadyAsync(october, Merged("""{"profile":"prod"}"""));
        var claim = (string?)(await ClaimAsync(october, "shop-redis-data"))!["metadata"]!["uid"];
        await DeleteAsync(october);
        await october.ApplyAsync((JsonObject)JsonNode.Parse(Merged("""{"profile":"prod"}"""))!);
        var app = await october.PhaseAsync("Failed");
        Assert.Contains("PersistentVolumeClaim shop-redis-data", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Contains("PersistentVolumeClaim shop-backup-data", (string?)app["status"]!["message"], StringComparison.Ordinal);
        await october.AnnotateAsync("october.dev/adopt", "true");
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        Assert.Equal(claim, (string?)(await ClaimAsync(october, "shop-redis-data"))!["metadata"]!["uid"]);
    }

    private static string Merged(string more)
    {
        var spec = (JsonObject)JsonNode.Parse(Spec)!;
        foreach (var (key, value) in (JsonObject)JsonNode.Parse(more)!)
            spec[key] = value?.DeepClone();
        return spec.ToJsonString();
    }

    private static async Task ReadyAsync(SimulatedOctober october, string spec)
    {
        await october.ApplyAsync((JsonObject)JsonNode.Parse(spec)!);
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
    }

    private static async Task DeleteAsync(SimulatedOctober october)
    {
        await october.DeleteAsync();
        // A volume goes when no pod uses it any more.
        await october.UntilAsync(
            async () => (await october.Cluster.ListAsync(new ResourceType("", "v1", "pods"), "default")).Items.Count == 0, "no pod is left");
        await october.QuietAsync();
    }

    private static Task<JsonObject?> ClaimAsync(SimulatedOctober october, string name) => october.GetAsync("", "persistentvolumeclaims", name);

    private static async Task<IEnumerable<string?>?> KeptAsync(SimulatedOctober october) =>
        (await october.AppAsync())!["status"]?["keptOnDeletion"]?.AsArray().Select(kept => (string?)kept);
}
