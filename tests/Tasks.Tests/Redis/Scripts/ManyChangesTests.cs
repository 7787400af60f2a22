using Microsoft.Extensions.Logging.Abstractions;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Redis.Scripts;

/// <summary>While a script runs, Redis does nothing else: its time must grow with what it does, and not with the square of that.</summary>
public sealed class ManyChangesTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const int Many = 100_000;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("send")]
    [InlineData("follow")]
    public async Task A_hundred_thousand_changes_are_made_while_a_client_waits(string script)
    {
        await using var redis = new RedisConnection(
            server.Settings with { AnswerTimeout = TimeSpan.FromSeconds(20) }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(db => db.HashSetAsync(RedisKeys.InFlight("ours"), "1 celery", "message"));
        RedisValue[] change = script == "send" ? ["push", "next", "message", "next"] : ["push", "next", "message", "next", ""];
        var changes = Enumerable.Repeat(change, Many).SelectMany(static one => one);

        if (script == "send")
            await redis.RunAsync(Script.Send, [RedisKeys.Sent("call")], [30, 60, RedisKeys.WakePrefix, .. changes]);
        else
            await redis.RunAsync(
                Script.Follow,
                [RedisKeys.InFlight("ours"), RedisKeys.Result("a"), RedisKeys.DeadIndex],
                ["1 celery", "", 60, RedisKeys.WakePrefix, RedisKeys.DeadEntryPrefix, "ours-1", 0, .. changes]);

        Assert.Equal(Many, await redis.UseAsync(static db => db.ListLengthAsync("next")));
    }
}
