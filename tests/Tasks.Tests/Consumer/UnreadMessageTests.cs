using October.Tasks.Client;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer;

/// <summary>Messages that workers may die of while they read them: they count as delivered before that.</summary>
public sealed class UnreadMessageTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly ConsumerSettings Settings = new() { VisibilityTimeout = TimeSpan.FromSeconds(1), MaxDeliveries = 5 };

    private RedisConnection _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task A_claim_is_counted_although_nobody_reads_what_was_claimed()
    {
        await _redis.UseAsync(db => db.ListLeftPushAsync("celery", "anything"));
        await new MessageStore(_redis, "first", Settings).ReserveAsync(["celery"], 1);
        var last = "first";
        foreach (var (session, claims) in new[] { ("second", 1), ("third", 2), ("fourth", 3) })
        {
            await ExpireAsync(last);
            var store = new MessageStore(_redis, session, Settings);

            Assert.Equal(claims, Assert.Single(await store.ClaimAsync(10)).Claims);
            Assert.Equal((claims, "celery", true), Known(Assert.Single(await store.Unread.HeldAsync())));
            last = session;
        }

        static (int, string, bool) Known(Delivery held) => (held.Claims, held.List, held.IsClaimed);
    }

    [Fact]
    public async Task What_was_claimed_from_a_dead_worker_before_is_claimed_alone()
    {
        await HoldAsync("dead", ("1:1 celery", "a"), ("2:2 celery", "b"), ("3 celery", "c"), ("4 celery", "d"));
        var store = new MessageStore(_redis, "next", Settings);
        var batches = new List<IReadOnlyList<Delivery>>();
        while (await store.ClaimAsync(10) is { Count: > 0 } batch)
            batches.Add(batch);

        Assert.Equal([1, 1, 2, 3], batches.SelectMany(static batch => batch).Select(static one => one.Claims).Order());
        Assert.All(batches, static batch => Assert.True(batch.Count == 1 || batch.All(static one => one.Claims == 1)));
        Assert.False(await _redis.UseAsync(db => db.KeyExistsAsync(RedisKeys.InFlight("dead"))));
        Assert.Equal(["next"], (await _redis.UseAsync(db => db.SortedSetRangeByRankAsync(RedisKeys.Visibility))).Select(static one => (string)one!));
    }

    [Fact]
    public async Task What_is_no_message_in_the_hash_of_a_session_hides_none()
    {
        await HoldAsync("ours", ("", "a"), ("7", "b"), ("x celery", "c"), ("1:x celery", "d"), ("1:99999999999 celery", "e"), ("5 celery", "f"));

        var held = Assert.Single(await new MessageStore(_redis, "ours", Settings).Unread.HeldAsync());

        Assert.Equal((5, "celery", 0), (held.Sequence, held.List, held.Claims));
        var claimed = new List<Delivery>();
        while (await new MessageStore(_redis, "next", Settings).ClaimAsync(10) is { Count: > 0 } some)
            claimed.AddRange(some);
        Assert.Equal(6, claimed.Count);
    }

    [Fact]
    public async Task A_message_that_workers_die_of_while_they_read_it_is_a_dead_letter_that_nobody_reads()
    {
        // Whoever reads it finds a task: nobody has.
        await HoldAsync("dead", ("1:5 celery", Message("killer")), ("2:4 celery", Message("suspect")));
        await using var worker = new RunningConsumer(server, Settings);
        var list = new DeadList(_redis);

        await Eventually.TrueAsync(async () => (await list.ListAsync(10)).Count == 2, "both are dead letters");

        var dead = (await list.ListAsync(10)).OrderBy(static one => one.Deliveries).ToList();
        Assert.Equal([("suspect", 5), (null, 6)], dead.Select(static one => (one.TaskId, one.Deliveries)));
        Assert.Equal("6 workers, one after the other, died before they had read this message", dead[1].Reason);
        Assert.Equal("WorkerLostError", (await worker.Client.GetResultAsync("suspect")).Failure?.Type);
        Assert.Equal(TaskState.Pending, (await worker.Client.GetResultAsync("killer")).Status);

        Assert.True(await list.ReplayAsync(dead[1].EntryId));
        Assert.Equal(
            TaskState.Success, (await worker.Client.AwaitResultAsync("killer", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public void Claims_and_the_deaths_before_them_are_added_up() =>
        Assert.Equal(
            4,
            EnvelopeReader.Read(Assert.IsType<Outcome.Requeue>(Running.Redelivery.Decide(
                new Delivery(1, "celery", EnvelopeWriter.Write(new TaskMessage { Id = "a", Task = "add", Deliveries = 1 }, "tag"), 3)
                {
                    Message = new TaskMessage { Id = "a", Task = "add", Deliveries = 1 },
                },
                5,
                DateTimeOffset.UnixEpoch)).Message).Deliveries);

    [Fact]
    public async Task However_many_ids_and_stamps_are_looked_up_Redis_answers()
    {
        await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Revoked, "1048575", double.MaxValue));
        var store = new MessageStore(_redis, "ours", Settings);

        var revoked = await store.RevokedAsync([.. Enumerable.Range(0, 1_050_000).Select(static id => $"{id}")], DateTimeOffset.UnixEpoch);

        Assert.Equal(["1048575"], revoked!.Keys);
    }

    private static string Message(string id) =>
        $$$"""{"headers":{"task":"ping","id":"{{{id}}}"},"body":"[[],{},{}]","content-type":"application/json"}""";

    private async Task HoldAsync(string session, params (string Field, string Message)[] held)
    {
        await _redis.UseAsync(async db =>
        {
            await db.HashSetAsync(RedisKeys.InFlight(session), [.. held.Select(static one => new HashEntry(one.Field, one.Message))]);
            return true;
        });
        await ExpireAsync(session);
    }

    private Task ExpireAsync(string session) => _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Visibility, session, 1));
}
