using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.Node.Simulation;
using October.Operator.Controller.Simulation;
using October.Operator.Desired.Redis;

namespace October.Operator.Controller.Secrets;

public sealed class PasswordRotationTests
{
    [Fact]
    public async Task A_rotation_moves_every_pod_to_a_new_password_before_the_old_one_is_refused()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var first = await PasswordAsync(october);
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await HandledAsync(october, "1");
        var second = await PasswordAsync(october);
        Assert.NotEqual(first, second);
        Assert.Equal([first, second], october.Redis.Told[0]);
        Assert.All(october.Redis.Told.Skip(1).SkipLast(1), accepted => Assert.Equal(new[] { first, second }.Order(), accepted.Order()));
        Assert.Equal([second], october.Redis.Told[^1]);
        // Sessions that may have begun with the first password end when it is refused, and not before.
        Assert.All(october.Redis.Ended, accepted => Assert.Equal([second], accepted));
        Assert.NotEmpty(october.Redis.Ended);
        foreach (var component in new[] { "api", "worker" })
            Assert.Equal(
                "1",
                (string?)
                    (await october.GetAsync("apps", "deployments", $"shop-{component}"))!["spec"]!["template"]!["metadata"]!["annotations"]![
                        "october.dev/password-version"
                    ]);
        await october.UntilAsync(async () => (await AuthAsync(october)).SequenceEqual([second]), "redis' file has the new password alone");
        Assert.Single(await october.EventsAsync("PasswordRotated"));
        var app = await october.PhaseAsync("Ready");
        Assert.DoesNotContain(second, app.ToJsonString(), StringComparison.Ordinal);

        // It is done: nothing more happens, also not after a restart, and the same order asks for nothing new.
        var told = october.Redis.Told.Count;
        await october.StopOperatorAsync();
        october.StartOperator();
        await october.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((told, second), (october.Redis.Told.Count, await PasswordAsync(october)));
    }

    [Fact]
    public async Task The_old_password_is_accepted_until_the_last_pod_that_has_it_has_ended()
    {
        await using var october = await SimulatedOctober.StartAsync(("worker:v1", new ImageBehaviour { StopsAfter = TimeSpan.FromSeconds(50) }));
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var before = await WorkersAsync(october);
        Assert.NotEmpty(before);
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await october.UntilAsync(async () => (await WorkersAsync(october)).Except(before).Any(), "pods have moved");
        IReadOnlyList<string> left = [];
        await october.UntilAsync(
            async () =>
            {
                left = await WorkersAsync(october);
                return october.Redis.Told is [.., [_]];
            },
            "the old password is refused");
        Assert.Empty(left.Intersect(before));
    }

    [Fact]
    public async Task A_password_in_the_users_own_secret_is_the_users_to_change()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.Cluster.CreateAsync(new LocalCluster.ApiServer.Model.ResourceType("", "v1", "secrets"), (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"mine","namespace":"default"},"data":{"REDIS_PASSWORD":"c2VjcmV0"}}
            """)!);
        await october.ApplyAsync((JsonObject)JsonNode.Parse("""{"api":{"image":"api:v1"},"worker":{"image":"worker:v1"},"secretName":"mine"}""")!);
        await october.PhaseAsync("Ready");
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await HandledAsync(october, "1");
        Assert.Contains("change it there", Assert.Single(await october.EventsAsync("CommandRejected")), StringComparison.Ordinal);
        Assert.Empty(october.Redis.Told);
    }

    [Theory]
    [InlineData("""{"suspend":true}""", "reconciliation is suspended by spec.suspend")]
    [InlineData("""{"secretName":"missing"}""", "Waiting for Secret missing")]
    [InlineData("""{"redis":{"external":{"url":"redis://cache:6379/0"}}}""", "redis is the one of spec.redis.external")]
    public async Task A_rotation_that_cannot_begin_is_rejected_with_the_reason(string spec, string reason)
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        await october.ApplyAsync((JsonObject)JsonNode.Parse(spec)!);
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await HandledAsync(october, "1");
        Assert.Contains(reason, Assert.Single(await october.EventsAsync("CommandRejected")), StringComparison.Ordinal);
        Assert.Empty(october.Redis.Told);
    }

    [Fact]
    public async Task A_rotation_that_redis_cannot_be_reached_for_ends_with_the_reason_and_the_old_password()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var first = await PasswordAsync(october);
        october.Redis.IsUnreachable = true;
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await HandledAsync(october, "1");
        var rejected = Assert.Single(await october.EventsAsync("CommandRejected"));
        Assert.StartsWith("october.dev/rotate-password=1 rejected: redis has not accepted a new password in time", rejected, StringComparison.Ordinal);
        Assert.Contains("no route", rejected, StringComparison.Ordinal);
        await october.UntilAsync(async () => (await AuthAsync(october)).SequenceEqual([first]), "redis' file has the old password alone");
        Assert.Equal(first, await PasswordAsync(october));
        await october.PhaseAsync("Ready");

        october.Redis.IsUnreachable = false;
        await october.AnnotateAsync("october.dev/rotate-password", "2");
        await HandledAsync(october, "2");
        Assert.NotEqual(first, await PasswordAsync(october));
    }

    [Fact]
    public async Task A_rotation_whose_pods_do_not_move_ends_with_the_reason_and_both_passwords()
    {
        await using var october = await SimulatedOctober.StartAsync();
        await october.ApplyAsync("api:v1");
        await october.PhaseAsync("Ready");
        var first = await PasswordAsync(october);
        october.Requests.Refused = "/deployments/shop-api";
        await october.AnnotateAsync("october.dev/rotate-password", "1");
        await HandledAsync(october, "1");
        Assert.Contains(
            "the old one stays accepted until every pod has moved: 0 of 1 pods of api and 1 of 1 of worker have moved",
            Assert.Single(await october.EventsAsync("CommandRejected")),
            StringComparison.Ordinal);
        Assert.Contains(first, october.Redis.Told[^1]);
        october.Requests.Refused = null;
        await october.UntilAsync(async () => (await october.EventsAsync("PasswordRotated")).Count == 1, "it goes on by itself");
        Assert.DoesNotContain(first, october.Redis.Told[^1]);
    }

    private static async Task<IReadOnlyList<string>> WorkersAsync(SimulatedOctober october) =>
    [
        .. (await october.Cluster.ListAsync(new LocalCluster.ApiServer.Model.ResourceType("", "v1", "pods"), "default", "october.dev/component=worker")).Items
            .Select(static pod => (string)pod["metadata"]!["name"]!),
    ];

    private static Task HandledAsync(SimulatedOctober october, string token) =>
        october.UntilAsync(async () => (string?)(await october.AppAsync())!["status"]?["lastHandledRotatePassword"] == token, "the rotation has ended");

    private static async Task<string> PasswordAsync(SimulatedOctober october) =>
        Decoded((await october.GetAsync("", "secrets", "shop-secret"))!["data"]!["REDIS_PASSWORD"]);

    private static async Task<IReadOnlyList<string>> AuthAsync(SimulatedOctober october) =>
        AuthFile.Read(Decoded((await october.GetAsync("", "secrets", "shop-redis-auth"))!["data"]!["auth.conf"]));

    private static string Decoded(JsonNode? data) => Encoding.UTF8.GetString(Convert.FromBase64String((string)data!));
}
