using October.Tasks.Consumer;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Client;

public sealed class DeadListTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private RedisConnection _redis = null!;
    private DeadList _dead = null!;
    private MessageStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        _dead = new DeadList(_redis);
        _store = new MessageStore(_redis, "ours", new ConsumerSettings());
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Dead_messages_are_listed_the_latest_first_with_their_reasons()
    {
        await DeadLetterAsync("a", 5);
        await DeadLetterAsync("b", 5);
        await DeadLetterAsync("c", 5);

        var page = await _dead.ListAsync(2, skip: 1);

        Assert.Equal(["b", "a"], page.Select(static dead => dead.TaskId));
        Assert.Equal(("tired", "celery", "ping", 5), (page[0].Reason, page[0].Queue, page[0].Task, page[0].Deliveries));
        Assert.Equal("b", EnvelopeReader.Read(page[0].Message).Id);
    }

    [Fact]
    public async Task A_replayed_message_starts_afresh()
    {
        await DeadLetterAsync("a", 5);
        var client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        Assert.Equal(TaskState.Failure, (await client.GetResultAsync("a")).Status);
        var entry = Assert.Single(await _dead.ListAsync(9));

        Assert.True(await _dead.ReplayAsync(entry.EntryId));

        var again = Assert.Single((await _store.ReserveAsync(["celery"], 9)).Deliveries);
        Assert.Equal(("a", 0), (EnvelopeReader.Read(again.Bytes).Id, EnvelopeReader.Read(again.Bytes).Deliveries));
        Assert.Equal(TaskState.Pending, (await client.GetResultAsync("a")).Status);
        Assert.Empty(await _dead.ListAsync(9));
        Assert.False(await _dead.ReplayAsync(entry.EntryId));
    }

    /// <summary>Of an id that is used again, or whose message was sent a second time.</summary>
    [Theory]
    [InlineData("SUCCESS", true)]
    [InlineData("FAILURE", false)]
    [InlineData("RETRY", false)]
    public async Task A_success_outlives_the_replay_of_a_message_of_its_id(string status, bool stays)
    {
        await DeadLetterAsync("a", 5);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-a", $$"""{"status": "{{status}}", "result": null}""");

        Assert.True(await _dead.ReplayAsync(Assert.Single(await _dead.ListAsync(9)).EntryId));

        Assert.Equal(stays, await raw.GetDatabase().KeyExistsAsync("celery-task-meta-a"));
        Assert.Empty(await _dead.ListAsync(9));
        Assert.Equal(1, await raw.GetDatabase().ListLengthAsync("celery"));
    }

    [Fact]
    public async Task Of_a_large_message_the_beginning_is_listed_and_all_of_it_sent_again()
    {
        var message = new string('x', 100_000);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", message);
        var held = Assert.Single((await _store.ReserveAsync(["celery"], 1)).Deliveries);
        Assert.True(await _store.DeadLetterAsync(held, new Outcome.DeadLetter(new string('r', 5000), 0, null)));

        var entry = Assert.Single(await _dead.ListAsync(9));

        Assert.Equal((4096, 100_000, 1024), (entry.Message.Length, entry.Size, entry.Reason.Length));
        Assert.True(await _dead.ReplayAsync(entry.EntryId));
        Assert.Equal(message, await raw.GetDatabase().ListGetByIndexAsync("celery", 0));
    }

    [Fact]
    public async Task A_discarded_message_is_gone()
    {
        await DeadLetterAsync("a", 5);
        var entry = Assert.Single(await _dead.ListAsync(9));

        Assert.True(await _dead.DiscardAsync(entry.EntryId));

        Assert.Empty(await _dead.ListAsync(9));
        Assert.False(await _dead.DiscardAsync(entry.EntryId));
    }

    private async Task DeadLetterAsync(string id, int deliveries)
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", EnvelopeWriter.Write(new TaskMessage { Id = id, Task = "ping", Deliveries = deliveries }, id));
        var held = Assert.Single((await _store.ReserveAsync(["celery"], 1)).Deliveries);
        var read = held with { Message = EnvelopeReader.Read(held.Bytes) };
        var result = ResultWriter.Failure(
            read.Task, TaskState.Failure, new TaskFailure("WorkerLostError", "tired", "billiard.exceptions"), null, DateTimeOffset.UnixEpoch);
        // Entries of one millisecond have no order.
        var before = await TimeAsync();
        await Eventually.TrueAsync(async () => await TimeAsync() > before, "the next millisecond");
        Assert.True(await _store.DeadLetterAsync(read, new Outcome.DeadLetter("tired", deliveries, result)));

        async Task<long> TimeAsync() => (await raw.GetServer("127.0.0.1", server.Port).TimeAsync()).Ticks / TimeSpan.TicksPerMillisecond;
    }
}
