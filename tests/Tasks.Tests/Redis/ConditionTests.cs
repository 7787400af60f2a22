using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>Conditions of Redis under which a task that is sent would not be taken, or not kept.</summary>
public sealed class ConditionTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private ConnectionMultiplexer _raw = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _raw = await server.RawAsync();
    }

    public async ValueTask DisposeAsync() => await _raw.DisposeAsync();

    [Fact]
    public async Task No_task_is_sent_to_a_Redis_that_may_drop_it_unless_the_settings_allow_that()
    {
        await using var before = server.Connect();
        await before.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await before.CheckAsync("celery");
        await _raw.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        try
        {
            await Eventually.TrueAsync(() => before.Refusal is not null, "the change is seen");
            await using var after = server.Connect();
            await after.WhenConnectedAsync(TestContext.Current.CancellationToken);
            foreach (var redis in new[] { before, after })
            {
                var refusal = await Assert.ThrowsAsync<QueueUnavailableException>(() => SendAsync(redis));
                Assert.Contains("its maxmemory-policy is allkeys-lru", refusal.Message, StringComparison.Ordinal);
                await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"));
            }

            await using var worker = new RunningConsumer(server);
            await using var allowed = new RedisConnection(
                server.Settings with { AllowEviction = true }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
            await allowed.WhenConnectedAsync(TestContext.Current.CancellationToken);
            await allowed.CheckAsync("celery");
            // Others, such as Celery's clients, send all the same: these tasks are run.
            var sent = await SendAsync(allowed);
            Assert.True((await worker.Client.AwaitResultAsync(sent, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).IsTerminal);
            Assert.False(worker.Consumer.IsReady);
        }
        finally
        {
            await _raw.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        }

        await Eventually.TrueAsync(() => before.Refusal is null, "the change is seen");
        await SendAsync(before);
    }

    [Theory]
    [InlineData("memory", "out of memory")]
    [InlineData("replica", "read-only replica")]
    [InlineData("queue", "another type")]
    public async Task A_check_fails_when_a_task_would_not_be_taken(string condition, string reason)
    {
        var db = _raw.GetDatabase();
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        string[][] commands = condition switch
        {
            "memory" => [["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
            "replica" => [["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
            _ => [["SET", "celery", "x"], ["DEL", "celery"]],
        };
        await db.ExecuteAsync(commands[0][0], commands[0][1..]);
        try
        {
            var refusal = await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"));
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            await db.ExecuteAsync(commands[1][0], commands[1][1..]);
        }

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await redis.CheckAsync("celery");
                    return true;
                }
                catch (QueueUnavailableException)
                {
                    return false;
                }
            },
            "a task would be taken again");
    }

    [Fact]
    public async Task A_database_that_the_server_does_not_have_stops_no_process()
    {
        await using var worker = new RunningConsumer(server.Settings with { Database = 99 });
        await using var redis = new RedisConnection(server.Settings with { Database = 99 }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);

        Assert.Contains("99", (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message, StringComparison.Ordinal);
        Assert.Contains("99", (await Assert.ThrowsAsync<QueueUnavailableException>(() => SendAsync(redis))).Message, StringComparison.Ordinal);
        Assert.False(worker.Ended.IsCompleted);
        Assert.False(worker.Consumer.IsReady);
    }

    [Fact]
    public async Task A_check_fails_when_there_is_no_database_for_results()
    {
        var settings = server.Settings with { Layout = new KeyLayout { ResultDatabase = 99 } };
        await using var redis = new RedisConnection(settings, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);

        Assert.Contains("99", (await Assert.ThrowsAsync<QueueUnavailableException>(() => redis.CheckAsync("celery"))).Message, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(RedisConnection redis) =>
        (await new TaskClient(redis, new TaskClientSettings { RetryFor = TimeSpan.Zero }, TimeProvider.System)
            .EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken)).Id;
}
