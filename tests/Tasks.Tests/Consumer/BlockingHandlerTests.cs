using System.Diagnostics;
using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Redis.Connections;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

[Collection(nameof(BlockingHandlers))]
public sealed class BlockingHandlerTests(RedisServer server) : IClassFixture<RedisServer>
{
    private const int Count = 200;
    private const int Others = 10 * Count;

    [Fact]
    public async Task Handlers_that_block_their_threads_keep_their_visibility_timeout()
    {
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
        SeeRenewals(running.Consumer.Session);
        running.Gate.SetResult();

        for (var i = 0; i < Count; i++)
        {
            var result = await running.Client.AwaitResultAsync($"b{i}", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal(TaskState.Success, result.Status);
        }

        Assert.Equal(Count, running.Waiting);
    }

    /// <summary>Takes every thread of the pool, and those that it adds, until the visibility timeout was renewed five times.</summary>
    private void SeeRenewals(string session)
    {
        using var redis = BlockingConnection.Open(server.Settings, TimeSpan.FromMinutes(1));
        var end = new TaskCompletionSource();
        for (var i = 0; i < Others; i++)
            ThreadPool.UnsafeQueueUserWorkItem(static end => ((IAsyncResult)end.Task).AsyncWaitHandle.WaitOne(), end, preferLocal: false);
        try
        {
            var (since, ends) = (Stopwatch.StartNew(), new HashSet<string>(StringComparer.Ordinal));
            while (ends.Count < 5 && since.Elapsed < TimeSpan.FromSeconds(30))
                ends.Add(redis.Command("EVAL", "return tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0)", "1", RedisKeys.Visibility, session));
            Assert.Equal(5, ends.Count);
        }
        finally
        {
            end.SetResult();
        }
    }
}
