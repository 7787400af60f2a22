using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Model;
using October.Operator.Controller.Simulation;
using October.Operator.Desired.Redis;

namespace October.Operator.Controller.Secrets;

/// <summary>The password in use survives whatever becomes of the Secrets that have it.</summary>
public sealed class SecretRecoveryTests
{
    private static readonly ResourceType Secrets = new("", "v1", "secrets");

    [Theory]
    [InlineData("deleted")]
    [InlineData("changed")]
    [InlineData("emptied")]
    [InlineData("without its key")]
    public async Task A_generated_Secret_that_is_lost_is_restored_with_the_password_in_use(string how)
    {
        await using var october = await StartAsync();
        var (password, pods) = (await PasswordAsync(october), await TemplatesAsync(october));
        await (how switch
        {
            "deleted" => october.Cluster.DeleteAsync(Secrets, "default", "shop-secret"),
            "changed" => SetAsync(october, new JsonObject { ["REDIS_PASSWORD"] = Convert.ToBase64String("mine"u8) }),
            "emptied" => SetAsync(october, null),
            _ => SetAsync(october, new JsonObject { ["REDIS_PASSWORD"] = null }),
        });
        await october.UntilAsync(async () => (await october.EventsAsync("SecretRestored")).Count > 0, "it is restored");
        await october.QuietAsync();
        Assert.Equal(password, await PasswordAsync(october));
        Assert.Equal(pods, await TemplatesAsync(october));
        var message = Assert.Single(await october.EventsAsync("SecretRestored"));
        Assert.Contains("Secret shop-secret was deleted or changed", message, StringComparison.Ordinal);
        Assert.DoesNotContain(password, message, StringComparison.Ordinal);
        await october.PhaseAsync("Ready");
    }

    [Fact]
    public async Task Redis_own_Secret_is_restored_too()
    {
        await using var october = await StartAsync();
        var password = await PasswordAsync(october);
        var backups = await BackupPasswordAsync(october);
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-redis-auth");
        await october.UntilAsync(async () => (await AuthAsync(october)).SequenceEqual([password]), "it is there again");
        // With all its users as the running redis knows them.
        Assert.Equal(backups, await BackupPasswordAsync(october));
        // As by hand, to another password.
        await october.Cluster.PatchAsync(
            Secrets,
            "default",
            "shop-redis-auth",
            new JsonObject { ["data"] = new JsonObject { ["auth.conf"] = Convert.ToBase64String("requirepass mine\n"u8) } });
        await october.UntilAsync(async () => (await AuthAsync(october)).SequenceEqual([password]), "it is as before");
        Assert.Equal(password, await PasswordAsync(october));
    }

    [Fact]
    public async Task Where_both_are_lost_there_is_a_new_password_and_redis_starts_again_with_it()
    {
        await using var october = await StartAsync();
        var password = await PasswordAsync(october);
        await october.StopOperatorAsync();
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-secret");
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-redis-auth");
        october.StartOperator();
        await october.UntilAsync(async () => (await october.EventsAsync("PasswordReset")).Count > 0, "it is reset");
        await october.QuietAsync();
        await october.PhaseAsync("Ready");
        var fresh = await PasswordAsync(october);
        Assert.NotEqual(password, fresh);
        Assert.Equal([fresh], await AuthAsync(october));
        foreach (var component in new[] { "api", "worker", "redis" })
        {
            var deployment = await october.GetAsync("apps", "deployments", $"shop-{component}");
            Assert.Equal("1", (string?)deployment!["spec"]!["template"]!["metadata"]!["annotations"]!["october.dev/password-version"]);
        }

        Assert.Single(await october.EventsAsync("PasswordReset"));
        // Once: redis goes on with it through the next rotation.
        var redis = await TemplateAsync(october, "redis");
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["lastHandledRotatePassword"] == "1", "the rotation has ended");
        await october.QuietAsync();
        Assert.NotEqual(fresh, await PasswordAsync(october));
        Assert.Equal(redis, await TemplateAsync(october, "redis"));
    }

    [Fact]
    public async Task A_rotation_that_was_done_is_not_done_again_because_its_Secret_was_lost()
    {
        await using var october = await StartAsync();
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["lastHandledRotatePassword"] == "1", "the rotation has ended");
        await october.QuietAsync();
        var password = await PasswordAsync(october);
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-secret");
        await october.UntilAsync(async () => (await october.EventsAsync("SecretRestored")).Count > 0, "it is restored");
        await october.QuietAsync();
        Assert.Equal(password, await PasswordAsync(october));
        Assert.Single(await october.EventsAsync("PasswordRotated"));
    }

    [Fact]
    public async Task A_Secret_of_somebody_else_is_neither_used_nor_changed()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(Secrets, (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"shop-secret","namespace":"default"},"data":{"REDIS_PASSWORD":"c2VjcmV0"}}
            """)!);
        var before = (await october.GetAsync("", "secrets", "shop-secret"))!.ToJsonString();
        await october.ApplyAsync("api:v1");
        var app = await october.PhaseAsync("Failed");
        Assert.Contains("Secret shop-secret exists and does not belong to this app", (string?)app["status"]!["message"], StringComparison.Ordinal);
        Assert.Equal(before, (await october.GetAsync("", "secrets", "shop-secret"))!.ToJsonString());
        Assert.Null(await october.GetAsync("", "secrets", "shop-redis-auth"));
        await october.Cluster.DeleteAsync(Secrets, "default", "shop-secret");
        await october.PhaseAsync("Ready");
    }

    private static async Task<SimulatedOctober> StartAsync()
    {
        var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.QuietAsync();
        return october;
    }

    private static Task SetAsync(SimulatedOctober october, JsonObject? data) =>
        october.Cluster.PatchAsync(Secrets, "default", "shop-secret", new JsonObject { ["data"] = data });

    private static async Task<string> PasswordAsync(SimulatedOctober october) =>
        Decoded((await october.GetAsync("", "secrets", "shop-secret"))?["data"]?["REDIS_PASSWORD"]);

    private static async Task<IReadOnlyList<string>> AuthAsync(SimulatedOctober october) =>
        AuthFile.Read(Decoded((await october.GetAsync("", "secrets", "shop-redis-auth"))?["data"]?["auth.conf"]));

    private static async Task<string> BackupPasswordAsync(SimulatedOctober october) =>
        Decoded((await october.GetAsync("", "secrets", "shop-redis-auth"))?["data"]?["BACKUP_PASSWORD"]);

    private static async Task<string> TemplatesAsync(SimulatedOctober october) =>
        $"{await TemplateAsync(october, "api")}\n{await TemplateAsync(october, "worker")}\n{await TemplateAsync(october, "redis")}";

    private static async Task<string?> TemplateAsync(SimulatedOctober october, string component) =>
        (await october.GetAsync("apps", "deployments", $"shop-{component}"))!["spec"]!["template"]!.ToJsonString();

    private static string Decoded(JsonNode? data) => data is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String((string)data!));
}
