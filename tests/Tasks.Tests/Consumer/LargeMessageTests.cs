using October.Tasks.Client;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer;

/// <summary>Messages that are so large that an answer with them would come too late: whoever may write to the list may send them.</summary>
public sealed class LargeMessageTests(LargeMessageTests.PatientServer server) : IClassFixture<LargeMessageTests.PatientServer>, IAsyncLifetime
{
    private const int Most = 1000;

    private static readonly ConsumerSettings Settings = new() { VisibilityTimeout = TimeSpan.FromMinutes(5) };

    private RedisConnection _redis = null!;
    private MessageStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        _store = new MessageStore(_redis, "ours", Settings, size: new AnswerSize(Most));
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task No_answer_with_what_is_reserved_is_longer_than_it_may_be_and_nothing_is_lost_of_the_order()
    {
        int[] sizes = [.. Enumerable.Range(0, 60).Select(static i => i % 20 > 12 ? 400 : 10 + i), 2500, 1001, 1000, 1];
        foreach (var size in sizes)
            await _redis.UseAsync(db => db.ListLeftPushAsync(size == 1 ? "other" : "celery", new byte[size]));

        var received = new List<Delivery>();
        var (answers, reserved) = (0, 0);
        while ((await _store.ReserveAsync(["celery", "other"], 100)).Deliveries is { Count: > 0 } batch)
        {
            (answers, reserved) = (answers + 1, reserved + batch.Count);
            received.AddRange(batch.TakeWhile(static one => !one.IsUnread));
            Assert.All(batch.SkipWhile(static one => !one.IsUnread), static one => Assert.True(one.IsUnread));
            Assert.InRange(batch.Sum(static one => one.Bytes.Length), 0, Most);
            await ReadAsync(received);
        }

        Assert.InRange(answers, 4, sizes.Length);
        Assert.Equal(sizes, received.OrderBy(static one => one.Sequence).Select(static one => one.Bytes.Length));
        Assert.Equal((sizes.Length, sizes.Length), (reserved, (await _store.Unread.HeldAsync()).Count));
    }

    [Fact]
    public async Task No_answer_with_what_is_reclaimed_is_longer_than_it_may_be_and_nothing_is_lost()
    {
        int[] sizes = [400, 400, 10, 2500, 400, 1000];
        await _redis.UseAsync(async db =>
        {
            await db.HashSetAsync(RedisKeys.InFlight("dead"), [.. sizes.Select(static (size, i) => new HashEntry($"{i} celery", new byte[size]))]);
            return await db.SortedSetAddAsync(RedisKeys.Visibility, "dead", 1);
        });

        var received = new List<Delivery>();
        while (await _store.ClaimAsync(100) is { Count: > 0 } claimed)
        {
            received.AddRange(claimed.Where(static one => !one.IsUnread));
            Assert.InRange(claimed.Sum(static one => one.Bytes.Length), 0, Most);
            await ReadAsync(received);
        }

        Assert.Equal(sizes.Order(), received.Select(static one => one.Bytes.Length).Order());
        Assert.All(received, static one => Assert.Equal((1, "celery"), (one.Claims, one.List)));
        Assert.False(await _redis.UseAsync(static db => db.KeyExistsAsync(RedisKeys.InFlight("dead"))));
        Assert.Equal(["ours"], (await _redis.UseAsync(static db => db.SortedSetRangeByRankAsync(RedisKeys.Visibility))).Select(static one => (string)one!));
    }

    [Fact]
    public async Task Over_a_connection_that_breaks_whenever_much_comes_through_it_large_messages_are_run_and_others_behind_them()
    {
        string[] ids = ["large", "larger", "small"];
        foreach (var (id, size) in ids.Zip([1 << 20, 2 << 20, 0]))
            await _redis.UseAsync(db => db.ListLeftPushAsync("celery", Message(id, size)));
        await using var link = new TcpProxy(server.Port, most: 1 << 20);

        await using var worker = new RunningConsumer(server.Settings with { Port = link.Port }, Settings);

        var client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        foreach (var id in ids)
        {
            var result = await client.AwaitResultAsync(id, TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
            Assert.Equal((id, TaskState.Success), (id, result.Status));
        }
    }

    [Fact]
    public async Task Of_what_a_worker_has_taken_and_not_received_nothing_is_in_flight_when_it_has_stopped()
    {
        string[] ids = ["a", "b", "c"];
        foreach (var id in ids)
            await _redis.UseAsync(db => db.ListLeftPushAsync("celery", Message(id, 6 << 20)));
        string session;
        await using (var worker = new RunningConsumer(server, Settings))
        {
            session = worker.Consumer.Session;
            await Eventually.TrueAsync(() => _redis.UseAsync(static db => db.KeyExistsAsync(RedisKeys.Visibility)), "the worker has taken some");
        }

        var client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        var ended = 0;
        foreach (var id in ids)
            ended += (await client.GetResultAsync(id)).Status == TaskState.Success ? 1 : 0;
        Assert.False(await _redis.UseAsync(db => db.KeyExistsAsync(RedisKeys.InFlight(session))));
        Assert.Equal(ids.Length - ended, await _redis.UseAsync(static db => db.ListLengthAsync("celery")));
    }

    [Fact]
    public async Task What_is_longer_than_any_message_becomes_a_dead_letter_without_leaving_Redis_and_others_run()
    {
        var message = new byte[EnvelopeReader.Limit + 1];
        await _redis.UseAsync(db => db.ListLeftPushAsync("celery", message));
        await _redis.UseAsync(async db =>
        {
            await db.HashSetAsync(RedisKeys.InFlight("dead"), [new HashEntry("1 celery", message)]);
            return await db.SortedSetAddAsync(RedisKeys.Visibility, "dead", 1);
        });
        Assert.Equal(0, Assert.Single(await _store.ClaimAsync(10)).Bytes.Length);
        Assert.Equal(message.Length, Assert.Single(await _store.Unread.ReadAsync(await _store.Unread.HeldAsync())).TooLong);
        await _redis.UseAsync(static db => db.SortedSetAddAsync(RedisKeys.Visibility, "ours", 1));
        await using var worker = new RunningConsumer(server, Settings with { VisibilityTimeout = TimeSpan.FromSeconds(1) });
        var list = new DeadList(_redis);

        var receipt = await worker.Client.EnqueueAsync(
            "ping", "[]"u8.ToArray(), "{}"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken);
        var result = await worker.Client.AwaitResultAsync(receipt.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => (await list.ListAsync(10)).Count == 2, "both are dead letters");

        Assert.Equal(TaskState.Success, result.Status);
        Assert.All(await list.ListAsync(10), one => Assert.Equal(
            ($"the message has {message.Length} bytes; the limit is 64 MiB", (long)message.Length), (one.Reason, one.Size)));
    }

    private async Task ReadAsync(List<Delivery> received)
    {
        while (true)
        {
            var unread = (await _store.Unread.HeldAsync()).ExceptBy(received.Select(static one => one.Sequence), static one => one.Sequence);
            if (unread.OrderBy(static one => one.Sequence).ToList() is not { Count: > 0 } some)
                return;
            received.AddRange(await _store.Unread.ReadAsync(some));
        }
    }

    private static string Message(string id, int size) =>
        $$$"""{"headers":{"task":"ping","id":"{{{id}}}"},"body":"[[],{},{}]{{{new string(' ', size)}}}","content-type":"application/json"}""";

    /// <summary>How long an answer takes makes no difference here.</summary>
    public sealed class PatientServer : RedisServer
    {
        public override RedisSettings Settings => base.Settings with { AnswerTimeout = TimeSpan.FromMinutes(1) };
    }
}
