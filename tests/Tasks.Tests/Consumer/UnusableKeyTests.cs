using October.Tasks.Client;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer;

/// <summary>Something else writes to a key that the consumer uses.</summary>
public sealed class UnusableKeyTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly ConsumerSettings Settings = new() { Queues = ["celery", "other"], VisibilityTimeout = TimeSpan.FromSeconds(2) };

    private ConnectionMultiplexer _raw = null!;

    private IDatabase Db => _raw.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _raw = await server.RawAsync();
    }

    public ValueTask DisposeAsync() => _raw.DisposeAsync();

    [Theory]
    [InlineData("SET", "foreign")]
    [InlineData("HSET", "field", "foreign")]
    [InlineData("ZADD", "1", "foreign")]
    public async Task A_queue_whose_key_is_no_list_keeps_no_other_waiting_and_comes_back(string command, params string[] arguments)
    {
        foreach (var key in new[] { "other", "other\u0006\u00163" })
            await Db.ExecuteAsync(command, [key, .. arguments]);
        await using var running = new RunningConsumer(server, Settings);

        await SucceedsAsync(running, "celery", "a");
        await Eventually.TrueAsync(() => running.Consumer.IsReady, "the consumer is ready for the rest");
        Assert.Contains("other", (await running.Client.GetQueuesAsync(["celery", "other"])).Problems.Keys);
        var refused = await Assert.ThrowsAsync<QueueUnavailableException>(() => SendAsync(running, "other", "b"));
        Assert.Contains("WRONGTYPE", refused.Message, StringComparison.Ordinal);

        await Db.KeyDeleteAsync(["other", "other\u0006\u00163"]);
        await SucceedsAsync(running, "other", "b");
    }

    [Theory]
    [InlineData("SET", "foreign")]
    [InlineData("HSET", "field", "foreign")]
    [InlineData("HSET", "last", "foreign")]
    [InlineData("ZADD", "1", "foreign")]
    public async Task Keys_beside_the_queues_stop_no_queue(string command, params string[] arguments)
    {
        foreach (var key in new[] { RedisKeys.Pulse, RedisKeys.Delayed, RedisKeys.Revoked, RedisKeys.DeadIndex, RedisKeys.KnownTasks })
            await Db.ExecuteAsync(command, [key, .. arguments]);
        await Db.StringSetAsync(RedisKeys.InFlight("foreign"), "foreign");
        await Db.SortedSetAddAsync(RedisKeys.Visibility, "foreign", 1);
        await using var running = new RunningConsumer(server, Settings);

        await SucceedsAsync(running, "celery", "a");
        await SucceedsAsync(running, "other", "b");
        Assert.True(running.Consumer.IsReady);
    }

    [Fact]
    public async Task Without_the_set_of_visibility_timeouts_nothing_is_taken_and_nothing_is_lost()
    {
        await Db.StringSetAsync(RedisKeys.Visibility, "foreign");
        await using var running = new RunningConsumer(server, Settings);
        await SendAsync(running, "celery", "a");
        await Eventually.TrueAsync(() => !running.Consumer.IsReady, "the consumer is not ready");

        await Db.KeyDeleteAsync(RedisKeys.Visibility);

        Assert.Equal(TaskState.Success, (await running.Client.AwaitResultAsync("a", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_member_of_the_delayed_set_that_no_worker_wrote_is_dead_lettered_and_one_for_an_unusable_list_waits()
    {
        await Db.StringSetAsync("taken", "foreign");
        await Db.SortedSetAddAsync(RedisKeys.Delayed, [new("garbage", 1), new("taken\nmessage", 2)]);
        await using var running = new RunningConsumer(server, Settings);

        await Eventually.TrueAsync(async () => (await Db.SortedSetLengthAsync(RedisKeys.DeadIndex)) == 1, "the garbage is dead-lettered");
        await SucceedsAsync(running, "celery", "a");
        Assert.Equal(["taken\nmessage"], (await Db.SortedSetRangeByRankAsync(RedisKeys.Delayed)).Select(static member => (string)member!));

        await Db.KeyDeleteAsync("taken");
        await Eventually.TrueAsync(async () => await Db.ListLengthAsync("taken") == 1, "the message is promoted");
    }

    [Fact]
    public async Task What_waits_is_done_although_Redis_is_out_of_memory()
    {
        await using (var sender = server.Connect())
        {
            await sender.WhenConnectedAsync(TestContext.Current.CancellationToken);
            var client = new TaskClient(sender, new TaskClientSettings(), TimeProvider.System);
            await client.EnqueueAsync("add", "[2,3]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { TaskId = "a" }, TestContext.Current.CancellationToken);
        }

        await Db.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        try
        {
            await using var running = new RunningConsumer(server, Settings);
            await Eventually.TrueAsync(() => running.Consumer.IsReady, "the consumer is ready");
            Assert.Equal(
                TaskState.Success, (await running.Client.AwaitResultAsync("a", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status);
        }
        finally
        {
            await Db.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }
    }

    private static Task<EnqueueReceipt> SendAsync(RunningConsumer running, string queue, string id) =>
        running.Client.EnqueueAsync(
            "add", "[2,3]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { Queue = queue, TaskId = id }, TestContext.Current.CancellationToken);

    private static async Task SucceedsAsync(RunningConsumer running, string queue, string id)
    {
        await SendAsync(running, queue, id);
        Assert.Equal(TaskState.Success, (await running.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status);
    }
}
