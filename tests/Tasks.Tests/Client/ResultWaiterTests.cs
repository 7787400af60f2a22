using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <summary>Waiting for a result while the connection to Redis breaks.</summary>
public sealed class ResultWaiterTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan RetryFor = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_subscription_that_is_not_answered_is_an_absent_Redis()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await server.SignalAsync("STOP");
        try
        {
            await Assert.ThrowsAsync<QueueUnavailableException>(
                () => Waiter(redis, TimeProvider.System, TimeSpan.Zero).WaitAsync("a", RetryFor, TestContext.Current.CancellationToken));
        }
        finally
        {
            await server.SignalAsync("CONT");
        }
    }

    [Fact]
    public async Task Each_break_has_its_own_time_and_the_waiter_listens_on_each_new_connection()
    {
        await using var proxy = new TcpProxy(server.Port);
        await using var redis = new RedisConnection(
            server.Settings with { Port = proxy.Port }, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await using var raw = await server.RawAsync();
        var time = new FakeTimeProvider();
        var waiting = Waiter(redis, time, RetryFor).WaitAsync("b", TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        await ListenAsync(1);
        for (var breaks = 1; breaks <= 2; breaks++)
        {
            var replaced = redis.WhenReplacedAsync(TestContext.Current.CancellationToken);
            proxy.Freeze();
            await Eventually.TrueAsync(() => Passed(TimeSpan.FromMilliseconds(100), replaced.IsCompleted), "the silent connection is replaced");
            // A half-open connection is never closed on Redis' side.
            await ListenAsync(1 + breaks);
            Passed(2 * RetryFor, true);
        }

        await raw.GetDatabase().StringSetAsync(RedisKeys.Result("b"), """{"status":"SUCCESS","result":7}""");
        await Eventually.TrueAsync(() => Passed(TimeSpan.FromSeconds(1), waiting.IsCompleted), "the waiter ends");

        Assert.Equal(TaskState.Success, (await waiting).Status);

        Task ListenAsync(int connections) => Eventually.TrueAsync(
            async () => Passed(
                TimeSpan.FromSeconds(1), await raw.GetDatabase().PublishAsync(Channel("b"), """{"status":"STARTED","result":null}""") == connections),
            "the waiter listens");

        bool Passed(TimeSpan elapsed, bool result)
        {
            time.Advance(elapsed);
            return result;
        }
    }

    [Fact]
    public async Task An_endless_wait_ends_with_the_result()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await using var raw = await server.RawAsync();
        var waiting = Waiter(redis, TimeProvider.System, RetryFor).WaitAsync("c", Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => await raw.GetDatabase().PublishAsync(Channel("c"), """{"status":"STARTED","result":null}""") == 1 || waiting.IsCompleted, "it listens");
        await raw.GetDatabase().StringSetAsync(RedisKeys.Result("c"), """{"status":"SUCCESS","result":7}""");

        Assert.Equal(TaskState.Success, (await waiting).Status);
    }

    [Fact]
    public async Task No_other_wait_is_below_zero()
    {
        await using var redis = server.Connect();
        var waiter = Waiter(redis, TimeProvider.System, RetryFor);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => waiter.WaitAsync("d", TimeSpan.FromSeconds(-1), TestContext.Current.CancellationToken));
    }

    private static ResultWaiter Waiter(RedisConnection redis, TimeProvider time, TimeSpan retryFor) => new(redis, new RedisRetry(retryFor, time));

    private static RedisChannel Channel(string id) => RedisChannel.Literal(RedisKeys.Result(id));
}
