using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Celery;
using October.Tasks.Consumer;
using October.Tasks.Redis.Topology;
using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Redis.Failover;

/// <summary>Real Sentinels and a primary that fails while tasks are sent and run.</summary>
public sealed class FailoverTests(SentinelSet set) : IClassFixture<SentinelSet>
{
    [Fact]
    public async Task Every_accepted_task_ends_when_the_primary_is_killed()
    {
        await set.WholeAsync();
        var killed = set.Primary;

        await WorkThroughAsync(killed.KillAsync);

        Assert.NotEqual(killed.Port, set.Primary.Port);
        // It comes back as the primary that it was, and is made a replica.
        await killed.StartAsync();
    }

    [Fact]
    public async Task Every_accepted_task_ends_when_the_primary_stands_still_and_comes_back()
    {
        await set.WholeAsync();
        var frozen = set.Primary;

        await WorkThroughAsync(() => frozen.SignalAsync("STOP"), () => frozen.SignalAsync("CONT"));
    }

    [Fact]
    public async Task Every_accepted_task_ends_when_the_primary_is_handed_over_as_the_guide_says()
    {
        await set.WholeAsync();
        var old = set.Primary;

        await WorkThroughAsync(async () =>
        {
            foreach (var line in (await GuideAsync()).Where(static line => line.StartsWith("redis-cli ", StringComparison.Ordinal)))
            {
                var isPrimary = line.Contains("PRIMARY", StringComparison.Ordinal);
                var command = line.Replace("-h PRIMARY", $"-h 127.0.0.1 -p {old.Port}", StringComparison.Ordinal)
                    .Replace("-h SENTINEL -p 26379", $"-h 127.0.0.1 -p {set.SentinelPort}", StringComparison.Ordinal)
                    .Replace("mymaster", SentinelServer.Master, StringComparison.Ordinal);
                var login = new Dictionary<string, string> { ["REDISCLI_AUTH"] = isPrimary ? RedisServer.Password : SentinelServer.OwnPassword };
                Assert.Equal("OK", (await Command.RunAsync("redis-cli", command.Split(' ')[1..], login)).Succeeds().Output.Trim());
            }
        });

        Assert.NotEqual(old.Port, set.Primary.Port);
        await using var raw = await old.RawAsync();
        await raw.GetDatabase().ExecuteAsync("CLIENT", "UNPAUSE");
    }

    [Fact]
    public async Task A_name_that_no_Sentinel_knows_and_a_missing_password_are_said()
    {
        Assert.Contains(
            "Sentinel knows no primary named other", await RefusalAsync(static sentinel => sentinel with { MasterName = "other" }), StringComparison.Ordinal);
        Assert.Contains(
            "wants a password of its own: REDIS_SENTINEL_PASSWORD", await RefusalAsync(static sentinel => sentinel with { Password = null }),
            StringComparison.Ordinal);
        Assert.Contains("WRONGPASS", await RefusalAsync(static sentinel => sentinel with { Password = "wrong" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documented_user_of_Sentinels_is_enough()
    {
        var line = (await GuideAsync()).Single(static line => line.StartsWith("ACL SETUSER ", StringComparison.Ordinal));
        set.RunOnSentinels(line.Replace("PASSWORD", "own", StringComparison.Ordinal).Split(' '));
        var settings = set.Settings with { Sentinel = set.Settings.Sentinel! with { User = "october", Password = "own" } };

        Assert.Equal(PrimaryLocator.Locate(set.Settings), PrimaryLocator.Locate(settings));
    }

    [Fact]
    public async Task Celery_with_the_same_address_sends_to_the_worker_and_reads_its_results()
    {
        await set.WholeAsync();
        await using var worker = new RunningConsumer(set.Settings);
        var transport = new JsonObject
        {
            ["master_name"] = SentinelServer.Master,
            ["sentinel_kwargs"] = new JsonObject { ["password"] = SentinelServer.OwnPassword },
        };
        var options = new JsonObject
        {
            ["conf"] = new JsonObject { ["broker_transport_options"] = transport, ["result_backend_transport_options"] = transport.DeepClone() },
        };
        var calls = new JsonArray([.. InteropCase.All.Take(3).Select(static call => (JsonNode?)call.Call("celery"))]);

        var answers = JsonNode.Parse(await Python.RunAsync(set.Url, "client.py", calls.ToJsonString(), options.ToJsonString()))!.AsArray();

        Assert.Equal(["SUCCESS", "SUCCESS", "FAILURE"], answers.Select(static answer => (string)answer!["state"]!));
        Assert.Equal(5, (int)answers[0]!["value"]!);
    }

    private static Task<string[]> GuideAsync() =>
        File.ReadAllLinesAsync(RepositoryRoot.File("docs/guides/redis-sentinel.md"), TestContext.Current.CancellationToken);

    private Task WorkThroughAsync(Func<Task> failAsync, Func<Task>? returnAsync = null) =>
        Workload.WorkThroughAsync(set.Settings, failAsync, returnAsync is null ? null : async () =>
        {
            await returnAsync();
            await set.WholeAsync();
        });

    private async Task<string> RefusalAsync(Func<SentinelSettings, SentinelSettings> change)
    {
        var settings = set.Settings with { Sentinel = change(set.Settings.Sentinel!) };
        await using var redis = new RedisConnection(settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        var message = "";
        await Eventually.TrueAsync(
            async () =>
            {
                message = (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message;
                return message.Contains('(', StringComparison.Ordinal);
            },
            "the reason is known");
        return message;
    }
}
