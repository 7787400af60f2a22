using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

public sealed class BlockingHandlerTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const int Count = 100;

    [Fact]
    public async Task Handlers_that_block_their_threads_keep_their_visibility_timeout()
    {
        await using var raw = await server.RawAsync();
        var db = raw.GetDatabase();
        await using (var sender = server.Connect())
        {
            await sender.WhenConnectedAsync(TestContext.Current.CancellationToken);
            var client = new TaskClient(sender, new TaskClientSettings(), TimeProvider.System);
            for (var i = 0; i < Count; i++)
            {
                await client.EnqueueAsync(
                    "block", "[]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { TaskId = $"b{i}" }, TestContext.Current.CancellationToken);
            }
        }

        await using var running = new RunningConsumer(
            server, new ConsumerSettings { Concurrency = Count, MaxPrefetch = 0, VisibilityTimeout = TimeSpan.FromSeconds(3) });
        await Eventually.TrueAsync(() => running.Waiting == Count, "all of them run at once");

        var first = await EndAsync();
        var expired = false;
        await Eventually.TrueAsync(async () =>
        {
            var (end, now) = (await EndAsync(), await NowAsync());
            expired |= end <= now;
            return end > first + 3 * 3000;
        }, "the visibility timeout is renewed again and again");
        running.Gate.SetResult();

        for (var i = 0; i < Count; i++)
        {
            var result = await running.Client.AwaitResultAsync($"b{i}", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(TaskState.Success, result.Status);
        }

        Assert.Equal((false, Count), (expired, running.Waiting));

        async Task<double> EndAsync() => await db.SortedSetScoreAsync(RedisKeys.Visibility, running.Consumer.Session) ?? 0;
        async Task<long> NowAsync() => new DateTimeOffset(await raw.GetServer("127.0.0.1", server.Port).TimeAsync(), TimeSpan.Zero).ToUnixTimeMilliseconds();
    }
}
