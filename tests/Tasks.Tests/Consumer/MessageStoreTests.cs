using System.Text;
using October.Tasks.Client;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

/// <summary>Each atomic step of the queue against a real Redis.</summary>
public abstract class MessageStoreTests<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : RedisServer
{
    private static readonly ConsumerSettings Settings = new() { VisibilityTimeout = TimeSpan.FromMilliseconds(200) };

    private static readonly ConsumerSettings Minutes = new() { VisibilityTimeout = TimeSpan.FromMinutes(10) };

    private RedisConnection _redis = null!;
    private TaskClient _client = null!;
    private MessageStore _ours = null!;
    private MessageStore _theirs = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        _client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        (_ours, _theirs) = (new MessageStore(_redis, "ours", Settings), new MessageStore(_redis, "theirs", Settings));
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Messages_are_taken_in_the_order_of_sending_and_of_priority()
    {
        await SendAsync("a", 3);
        await SendAsync("b");
        await SendAsync("c");
        await SendAsync("d", 9);

        var batch = await _ours.ReserveAsync([.. new KeyLayout().Lists("celery")], 3);

        Assert.Equal(["b", "c", "a"], batch.Deliveries.Select(Id));
        Assert.Equal(["d"], (await _theirs.ReserveAsync([.. new KeyLayout().Lists("celery")], 3)).Deliveries.Select(Id));
    }

    [Fact]
    public async Task A_result_is_recorded_only_by_the_session_that_holds_the_message()
    {
        await SendAsync("a");
        var held = await TakeAsync(_ours);
        await Eventually.TrueAsync(async () => (await _theirs.ClaimAsync(10)).Count == 1, "the visibility timeout runs out and is claimed");

        Assert.Equal([false], await CompleteAsync(_ours, held, "1"));
        Assert.Equal(TaskState.Pending, (await _client.GetResultAsync("a")).Status);
    }

    [Fact]
    public async Task A_claimed_message_carries_on_under_its_new_owner()
    {
        await SendAsync("a");
        await TakeAsync(_ours);
        IReadOnlyList<Delivery> claimed = [];
        await Eventually.TrueAsync(async () => (claimed = await _theirs.ClaimAsync(10)).Count > 0, "the visibility timeout runs out and is claimed");
        var now = claimed.Select(static d => d with { Message = EnvelopeReader.Read(d.Bytes) }).Single();

        Assert.Equal([true], await CompleteAsync(_theirs, now, "2"));
        Assert.Equal("2", (await _client.GetResultAsync("a")).Value!.Value.GetRawText());
    }

    // A look of the future is recent for however long this takes.
    [Theory]
    [InlineData(-600, 660, true)]
    [InlineData(-600, 60, false)]
    [InlineData(3, 3600, false)]
    public async Task Who_has_just_connected_takes_over_when_the_workers_have_seen_Redis_for_one_visibility_timeout(
        int secondsSinceTheLastLook, int secondsWithoutAGap, bool takesOver)
    {
        var newcomer = new MessageStore(_redis, "newcomer", Minutes);
        await SendAsync("a");
        await TakeAsync(_ours);
        await using var raw = await server.RawAsync();
        var now = DateTimeOffset.UtcNow;
        await raw.GetDatabase()
            .HashSetAsync(
                RedisKeys.Pulse,
                [
                    new("last", now.AddSeconds(-secondsSinceTheLastLook).ToUnixTimeMilliseconds()),
                    new("since", now.AddSeconds(-secondsWithoutAGap).ToUnixTimeMilliseconds()),
                ]);
        await raw.GetDatabase().SortedSetAddAsync(RedisKeys.Visibility, "ours", now.AddSeconds(-1).ToUnixTimeMilliseconds());

        Assert.Equal(takesOver ? 1 : 0, (await newcomer.ClaimAsync(10, settled: false)).Count);
    }

    // By Redis' clock the last look was ten minutes ago.
    [Theory]
    [InlineData(1, null, false)]
    [InlineData(600, null, true)]
    [InlineData(null, null, true)]
    [InlineData(600, 60, false)]
    [InlineData(600, 660, true)]
    [InlineData(600, -3600, true)]
    public async Task After_a_step_of_Redis_clock_nobody_takes_over_for_one_visibility_timeout_however_long_it_was_connected(
        int? secondsAway, int? secondsSinceAStep, bool takesOver)
    {
        var theirs = new MessageStore(_redis, "theirs", Minutes);
        await SendAsync("a");
        await TakeAsync(_ours);
        var now = DateTimeOffset.UtcNow;
        await _redis.UseAsync(db => db.HashSetAsync(RedisKeys.Pulse, "last", now.AddSeconds(-600).ToUnixTimeMilliseconds()));
        if (secondsSinceAStep is { } seconds)
            await _redis.UseAsync(db => db.HashSetAsync(RedisKeys.Pulse, "stepped", now.AddSeconds(-seconds).ToUnixTimeMilliseconds()));
        await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Visibility, "ours", 1));

        Assert.Equal(takesOver ? 1 : 0, (await theirs.ClaimAsync(10, away: secondsAway is { } away ? TimeSpan.FromSeconds(away) : null)).Count);
        if (!takesOver)
            Assert.Empty(await theirs.ClaimAsync(10));
    }

    [Fact]
    public async Task What_a_lost_answer_of_a_take_over_hid_is_known_as_taken_over()
    {
        await SendAsync("a");
        await TakeAsync(_ours);
        await Eventually.TrueAsync(async () => (await _theirs.ClaimAsync(10)).Count == 1, "the visibility timeout runs out and is claimed");
        await SendAsync("b");
        await TakeAsync(_theirs);

        Assert.Equal([true, false], (await _theirs.Unread.HeldAsync()).OrderBy(static held => held.Sequence).Select(static held => held.IsClaimed));
    }

    [Fact]
    public async Task A_renewed_lease_is_never_claimed()
    {
        await SendAsync("a");
        await TakeAsync(_ours);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().SortedSetAddAsync(RedisKeys.Visibility, "ours", DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeMilliseconds());

        Assert.Equal(1, await new MessageStore(_redis, "ours", Minutes).RenewAsync());
        Assert.Empty(await _theirs.ClaimAsync(10));
    }

    [Fact]
    public async Task The_first_success_stays()
    {
        await SendAsync("a");
        var first = await TakeAsync(_ours);
        await _ours.CompleteAsync([(first, Success(first, "1"))]);
        await using (var raw = await server.RawAsync())
            await raw.GetDatabase().ListLeftPushAsync("celery", first.Bytes);
        var again = await TakeAsync(_ours);

        Assert.Equal([true], await CompleteAsync(_ours, again, "2"));
        Assert.Equal("1", (await _client.GetResultAsync("a")).Value!.Value.GetRawText());
        Assert.Equal(0, await _ours.RenewAsync());
    }

    [Fact]
    public async Task A_failure_is_replaced_when_the_id_is_used_again()
    {
        await SendAsync("a");
        var first = await TakeAsync(_ours);
        var failure = ResultWriter.Failure(first.Task, TaskState.Failure, new TaskFailure("E", "m", "x"), null, DateTimeOffset.UnixEpoch);
        await _ours.CompleteAsync([(first, failure)]);
        await using (var raw = await server.RawAsync())
            await raw.GetDatabase().ListLeftPushAsync("celery", first.Bytes);
        var again = await TakeAsync(_ours);

        var confirmation = Assert.Single(await _ours.CompleteAsync([(again, Success(again, "2"))]));

        Assert.Equal(new MessageStore.Confirmation(true, null), confirmation);
        Assert.Equal("2", (await _client.GetResultAsync("a")).Value!.Value.GetRawText());
    }

    [Fact]
    public async Task A_revocation_is_remembered_for_longer_than_a_message_may_wait_until_its_task_has_ended()
    {
        await using var raw = await server.RawAsync();
        await _client.RevokeAsync("a");
        var waiting = await raw.GetDatabase().SortedSetScoreAsync(RedisKeys.Revoked, "a");

        await _ours.EndRevocationAsync("a", DateTimeOffset.UtcNow);
        await _ours.EndRevocationAsync("never revoked", DateTimeOffset.UtcNow);

        var ended = await raw.GetDatabase().SortedSetScoreAsync(RedisKeys.Revoked, "a");
        Assert.InRange(waiting!.Value, DateTimeOffset.UtcNow.AddDays(366).ToUnixTimeSeconds(), double.MaxValue);
        Assert.InRange(ended!.Value, DateTimeOffset.UtcNow.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds());
        Assert.Equal(1, await raw.GetDatabase().SortedSetLengthAsync(RedisKeys.Revoked));
    }

    [Fact]
    public async Task A_retry_is_replaced_by_the_end()
    {
        await SendAsync("a");
        var held = await TakeAsync(_ours);
        var retry = ResultWriter.Failure(held.Task, TaskState.Retry, new TaskFailure("E", "m", "x"), null, DateTimeOffset.UnixEpoch);
        Assert.True(
            await _ours.DelayAsync(held, new Outcome.Delay(DateTimeOffset.UnixEpoch, EnvelopeEditor.WithRetry(held.Bytes, 1, DateTimeOffset.UnixEpoch), retry))
        );
        Assert.Equal(TaskState.Retry, (await _client.GetResultAsync("a")).Status);

        Assert.Equal(1, (await _ours.Delayed.PromoteAsync(10)).Count);
        var next = await TakeAsync(_ours);
        await _ours.CompleteAsync([(next, Success(next, "1"))]);

        Assert.Equal(1, next.Task.Retries);
        Assert.Equal(TaskState.Success, (await _client.GetResultAsync("a")).Status);
    }

    [Theory]
    [InlineData("celery", true)]
    [InlineData("celery\u0006\u00166", true)]
    [InlineData("a:b/c#1-{tag}@x.dq2", true)]
    [InlineData("unacked-mail", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("größe", false)]
    [InlineData("celery\u0006\u0016", false)]
    [InlineData("october:leases", false)]
    [InlineData("celery-task-meta-17", false)]
    [InlineData("chord-unlock-17.j", false)]
    [InlineData("_kombu.binding.celery", false)]
    [InlineData("unacked", false)]
    [InlineData("celeryev", false)]
    [InlineData("17.reply.celery.pidbox", false)]
    public async Task Only_what_may_be_a_queue_gets_a_delayed_message(string list, bool may)
    {
        Assert.Equal(may, QueueName.Problem(QueuePriority.QueueOf(list)) is null && !list.EndsWith('\u0016'));
        await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Delayed, $"{list}\nmessage", 1));

        Assert.Equal(1, (await _ours.Delayed.PromoteAsync(10)).Count);

        Assert.Equal(may ? 1 : 0, await _redis.UseAsync(db => db.ListLengthAsync(list)));
        var dead = await new DeadList(_redis).ListAsync(10);
        Assert.Equal(may ? [] : ["a member of the delayed set with a name that no queue may have"], dead.Select(static entry => entry.Reason));
        Assert.Equal(may ? [] : ["message"], dead.Select(static entry => Encoding.UTF8.GetString(entry.Message.Span)));
    }

    [Fact]
    public async Task A_delayed_message_comes_back_when_it_is_due_and_not_before()
    {
        await SendAsync("a");
        var held = await TakeAsync(_ours);
        var due = DateTimeOffset.UtcNow.AddSeconds(1);
        await _ours.DelayAsync(held, new Outcome.Delay(due, held.Bytes, null));

        var early = await _ours.Delayed.PromoteAsync(10);
        Assert.Equal((0, due.ToUnixTimeMilliseconds()), (early.Count, early.Next!.Value.ToUnixTimeMilliseconds()));
        await Eventually.TrueAsync(
            async () => (await _ours.Delayed.PromoteAsync(10)).Count == 1, "the message is promoted when due");
        Assert.Equal("a", Id(await TakeAsync(_ours)));
    }

    [Fact]
    public async Task What_is_sent_with_the_same_bytes_is_delayed_as_often_as_it_was_sent()
    {
        await SendAsync("a");
        var bytes = (await TakeAsync(_ours)).Bytes;
        for (var i = 0; i < 3; i++)
            await _redis.UseAsync(db => db.ListLeftPushAsync("celery", bytes));
        var held = (await _ours.ReserveAsync(["celery"], 3)).Deliveries;
        var due = DateTimeOffset.UtcNow.AddMinutes(-1);

        foreach (var one in held)
            Assert.True(await _ours.DelayAsync(one, new Outcome.Delay(due, one.Bytes, null)));

        Assert.Equal(3, (await _theirs.Delayed.PromoteAsync(10)).Count);
        var again = (await _theirs.ReserveAsync(["celery"], 10)).Deliveries;
        Assert.Equal(["a", "a", "a"], again.Select(Id));
        Assert.All(again, one => Assert.Equal(Encoding.UTF8.GetString(bytes.Span), Encoding.UTF8.GetString(one.Bytes.Span).TrimEnd()));
        Assert.All(again, static one => Assert.Equal(1, EnvelopeReader.Read(EnvelopeEditor.WithRetry(one.Bytes, 1, DateTimeOffset.UnixEpoch)).Retries));
        Assert.All(again, static one => Assert.Equal("a", MessageIdentity.Of(one.Bytes)?.Id));
    }

    [Fact]
    public async Task A_message_that_there_was_no_memory_to_read_comes_back()
    {
        await SendAsync("a");
        var held = Assert.Single((await _ours.ReserveAsync(["celery"], 1)).Deliveries);

        Assert.Null(held.Message);
        Assert.True(await _ours.DelayAsync(held, new Outcome.Delay(DateTimeOffset.UnixEpoch, EnvelopeEditor.WithDeliveries(held.Bytes, 1), null)));

        Assert.Equal(1, (await _ours.Delayed.PromoteAsync(10)).Count);
        Assert.Equal(1, (await TakeAsync(_ours)).Task.Deliveries);
    }

    [Fact]
    public async Task A_time_beyond_the_calendar_keeps_nobody_from_looking_for_what_is_due()
    {
        await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Delayed, "celery\nmessage", 9e15));

        Assert.Equal(9999, (await _ours.Delayed.PromoteAsync(10)).Next!.Value.Year);
    }

    [Fact]
    public async Task Messages_handed_back_are_the_next_to_be_taken_in_their_order()
    {
        foreach (var id in new[] { "a", "b", "c" })
            await SendAsync(id);
        var taken = (await _ours.ReserveAsync(["celery"], 2)).Deliveries;

        Assert.Equal([true, true], (await _ours.RequeueAsync([.. taken.Select(static d => (d, d.Bytes))])).Select(static one => one.WasHeld));

        Assert.Equal(["a", "b", "c"], (await _theirs.ReserveAsync(["celery"], 9)).Deliveries.Select(Id));
        Assert.Equal([false, false], (await _ours.RequeueAsync([.. taken.Select(static d => (d, d.Bytes))])).Select(static one => one.WasHeld));
    }

    [Fact]
    public async Task What_a_lost_answer_hid_is_found_again()
    {
        await SendAsync("a");
        await _ours.ReserveAsync(["celery"], 5);

        var held = Assert.Single(await _ours.Unread.ReadAsync(await _ours.Unread.HeldAsync()));

        Assert.Equal(("a", "celery"), (Id(held), held.List));
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_bytes_and_the_reason()
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", "not a task \u0001");
        var held = Assert.Single((await _ours.ReserveAsync(["celery"], 5)).Deliveries);

        Assert.True(await _ours.DeadLetterAsync(held, new Outcome.DeadLetter("no JSON", 0, null)));

        var entry = Assert.Single(await raw.GetDatabase().SortedSetRangeByScoreAsync("october:dead"));
        Assert.Equal("not a task \u0001", await raw.GetDatabase().HashGetAsync("october:dead:" + entry, "message"));
        Assert.Equal("no JSON", await raw.GetDatabase().HashGetAsync("october:dead:" + entry, "reason"));
        Assert.Equal(1, (await _client.GetQueuesAsync(["celery"])).Dead);
    }

    [Fact]
    public async Task What_is_more_than_an_answer_may_have_comes_in_parts()
    {
        var message = new byte[2500];
        new Random(1).NextBytes(message);
        await _redis.UseAsync(db => db.ListLeftPushAsync("celery", message));
        var store = new MessageStore(_redis, "ours", Settings, size: new AnswerSize(1000));

        Assert.Equal([true], (await store.ReserveAsync(["celery"], 5)).Deliveries.Select(static one => one.IsUnread));
        var parts = new List<IReadOnlyList<Delivery>>();
        for (var i = 0; i < 3; i++)
            parts.Add(await store.Unread.ReadAsync(await store.Unread.HeldAsync()));

        Assert.Equal([0, 0, 1], parts.Select(static part => part.Count));
        Assert.Equal(message, parts[2][0].Bytes.ToArray());
    }

    [Fact]
    public async Task What_was_not_received_is_handed_back_and_put_off_as_it_is_held()
    {
        await _redis.UseAsync(db => db.ListLeftPushAsync("celery", "anything"));
        var store = new MessageStore(_redis, "ours", Settings, size: new AnswerSize(1));

        Assert.True(Assert.Single(await store.RequeueAsync([await UnreadAsync()])).WasHeld);
        Assert.Equal("anything", await _redis.UseAsync(db => db.ListGetByIndexAsync("celery", 0)));
        Assert.True(await store.DelayAsync((await UnreadAsync()).Delivery, new Outcome.Delay(DateTimeOffset.UnixEpoch, default, null)));
        Assert.Equal(1, (await store.Delayed.PromoteAsync(10)).Count);
        Assert.Equal("anything", await _redis.UseAsync(db => db.ListGetByIndexAsync("celery", 0)));

        async Task<(Delivery Delivery, ReadOnlyMemory<byte> Message)> UnreadAsync()
        {
            var unread = Assert.Single((await store.ReserveAsync(["celery"], 1)).Deliveries);
            return (unread, unread.Bytes);
        }
    }

    private Task SendAsync(string id, int priority = 0) =>
        _client.EnqueueAsync(
            "add", "[1,2]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { TaskId = id, Priority = priority }, TestContext.Current.CancellationToken);

    private static async Task<Delivery> TakeAsync(MessageStore store)
    {
        var delivery = Assert.Single((await store.ReserveAsync(["celery"], 1)).Deliveries);
        return delivery with { Message = EnvelopeReader.Read(delivery.Bytes) };
    }

    private static async Task<IEnumerable<bool>> CompleteAsync(MessageStore store, Delivery delivery, string json) =>
        (await store.CompleteAsync([(delivery, Success(delivery, json))])).Select(static one => one.WasHeld);

    private static string Id(Delivery delivery) => EnvelopeReader.Read(delivery.Bytes).Id;

    private static byte[] Success(Delivery delivery, string json) =>
        ResultWriter.Success(delivery.Task, Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch);
}
