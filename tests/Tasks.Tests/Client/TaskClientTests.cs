using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Client;

public abstract class TaskClientTests<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : RedisServer
{
    private RedisConnection _redis = null!;
    private TaskClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        _client = new TaskClient(_redis, new TaskClientSettings { MaxQueueLength = 3 }, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Sending_the_same_id_again_sends_nothing()
    {
        var first = await SendAsync(new EnqueueOptions { TaskId = "a" });
        var second = await SendAsync(new EnqueueOptions { TaskId = "a" });

        Assert.Equal((false, true), (first.Repeated, second.Repeated));
        Assert.Equal(1, await LengthAsync());
    }

    /// <summary>Before, for half a minute: who repeated a call for longer than that sent its task twice.</summary>
    [Fact]
    public async Task What_was_sent_is_remembered_for_longer_than_a_call_is_repeated()
    {
        var client = new TaskClient(_redis, new TaskClientSettings { RetryFor = TimeSpan.FromMinutes(2) }, TimeProvider.System);
        var sent = await client.EnqueueAsync("add", "[2]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);

        await using var raw = await server.RawAsync();
        Assert.True(await raw.GetDatabase().KeyTimeToLiveAsync(RedisKeys.Sent(sent.Id)) > TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task The_same_id_with_another_task_is_a_conflict()
    {
        await SendAsync(new EnqueueOptions { TaskId = "a" });

        var conflict = await Assert.ThrowsAsync<TaskIdConflictException>(() => SendAsync(new EnqueueOptions { TaskId = "a" }, "[3]"));
        await Assert.ThrowsAsync<TaskIdConflictException>(() => SendAsync(new EnqueueOptions { TaskId = "a", Priority = 9 }));

        Assert.Equal("a", conflict.TaskId);
        Assert.Equal(1, await LengthAsync());
    }

    [Fact]
    public async Task An_id_of_which_only_a_result_is_known_is_taken()
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync(RedisKeys.Result("a"), """{"status":"SUCCESS","result":1}""");

        await Assert.ThrowsAsync<TaskIdConflictException>(() => SendAsync(new EnqueueOptions { TaskId = "a" }));

        Assert.Equal(0, await LengthAsync());
    }

    [Fact]
    public async Task What_could_not_be_sent_can_be_sent_again_under_its_id()
    {
        await using var raw = await server.RawAsync();
        var client = new TaskClient(_redis, new TaskClientSettings { MaxQueueLength = 0 }, TimeProvider.System);
        await raw.GetDatabase().StringSetAsync("celery", "no list");
        await Assert.ThrowsAsync<QueueUnavailableException>(SendAsync);
        await raw.GetDatabase().KeyDeleteAsync("celery");

        Assert.False((await SendAsync()).Repeated);
        Assert.Equal(1, await LengthAsync());

        Task<EnqueueReceipt> SendAsync() => client.EnqueueAsync(
            "add", "[2]"u8.ToArray(), "{}"u8.ToArray(), new EnqueueOptions { TaskId = "a" }, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_same_task()
    {
        var first = await SendAsync(new EnqueueOptions { IdempotencyKey = "order 17" });
        var second = await SendAsync(new EnqueueOptions { IdempotencyKey = "order 17" });

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, await LengthAsync());
    }

    [Fact]
    public async Task An_idempotency_key_for_another_task_is_a_conflict()
    {
        var first = await SendAsync(new EnqueueOptions { IdempotencyKey = "order 17" });

        var conflict = await Assert.ThrowsAsync<IdempotencyConflictException>(() => SendAsync(new EnqueueOptions { IdempotencyKey = "order 17" }, "[3]"));

        Assert.Equal(first.Id, conflict.TaskId);
    }

    public static TheoryData<EnqueueOptions> OtherOptions =>
    [
        new EnqueueOptions { Queue = "slow" }, new EnqueueOptions { Priority = 3 }, new EnqueueOptions { Countdown = TimeSpan.FromHours(2) },
        new EnqueueOptions { Eta = DateTimeOffset.UnixEpoch }, new EnqueueOptions { Expires = DateTimeOffset.UnixEpoch }, new EnqueueOptions { MaxRetries = 1 },
        new EnqueueOptions { RetryDelay = TimeSpan.FromSeconds(1) }, new EnqueueOptions { MaxRetryDelay = TimeSpan.FromSeconds(1) },
        new EnqueueOptions { IgnoreResult = true }, new EnqueueOptions { SoftTimeLimit = TimeSpan.FromSeconds(1) },
        new EnqueueOptions { HardTimeLimit = TimeSpan.FromSeconds(1) }, new EnqueueOptions { TaskId = "other" },
    ];

    [Theory]
    [MemberData(nameof(OtherOptions))]
    public async Task An_idempotency_key_with_other_options_is_a_conflict(EnqueueOptions other)
    {
        await SendAsync(new EnqueueOptions { IdempotencyKey = "order 17" });
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => SendAsync(other with { IdempotencyKey = "order 17" }));

        await SendAsync(other with { IdempotencyKey = "order 18" });
        Assert.True((await SendAsync(other with { IdempotencyKey = "order 18", TraceParent = "00-1-2-01" })).Repeated);
    }

    [Fact]
    public async Task A_full_queue_takes_no_more()
    {
        for (var i = 0; i < 3; i++)
            await SendAsync(new EnqueueOptions { TaskId = $"t{i}" });

        await Assert.ThrowsAsync<QueueFullException>(() => SendAsync(new EnqueueOptions { TaskId = "t3" }));
        Assert.True((await SendAsync(new EnqueueOptions { TaskId = "t2" })).Repeated);
    }

    [Fact]
    public async Task A_full_queue_takes_no_more_at_any_priority()
    {
        for (var i = 0; i < 3; i++)
            await SendAsync(new EnqueueOptions { TaskId = $"t{i}", Priority = 3 * i });

        await Assert.ThrowsAsync<QueueFullException>(() => SendAsync(new EnqueueOptions { Priority = 9 }));
    }

    /// <summary>Workers move them out of the queue at once, so that the queue never fills.</summary>
    [Fact]
    public async Task No_more_than_that_are_delayed()
    {
        await using var raw = await server.RawAsync();
        for (var i = 0; i < 3; i++)
            await raw.GetDatabase().SortedSetAddAsync(RedisKeys.Delayed, $"celery\n{i}", i);

        await Assert.ThrowsAsync<QueueFullException>(() => SendAsync(new EnqueueOptions { Countdown = TimeSpan.FromDays(1) }));
        Assert.False((await SendAsync(new EnqueueOptions())).Repeated);
    }

    /// <summary>One caller could delay all of them for a year, and nobody else any.</summary>
    [Fact]
    public async Task A_caller_may_delay_half_of_them_until_they_are_due()
    {
        var later = new EnqueueOptions { Countdown = TimeSpan.FromDays(1), Caller = "greedy" };
        var share = (await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SendAsync(later)))).Length;

        var refusal = await Assert.ThrowsAsync<QueueFullException>(() => SendAsync(later));
        Assert.StartsWith($"{share} tasks of this caller are delayed", refusal.Message, StringComparison.Ordinal);
        await using var raw = await server.RawAsync();
        // As workers do with what is due later.
        await raw.GetDatabase().KeyDeleteAsync("celery");
        await Assert.ThrowsAsync<QueueFullException>(() => SendAsync(later));
        Assert.False((await SendAsync(later with { Caller = "other" })).Repeated);
        Assert.False((await SendAsync(later with { Countdown = null })).Repeated);

        foreach (var key in raw.GetServer("127.0.0.1", server.Port).Keys(pattern: RedisKeys.DelayedOf("*")))
        {
            foreach (var entry in await raw.GetDatabase().SortedSetRangeByRankAsync(key))
                await raw.GetDatabase().SortedSetAddAsync(key, entry, 1);
        }

        await raw.GetDatabase().KeyDeleteAsync("celery");
        Assert.False((await SendAsync(later)).Repeated);
        // What is due is not kept, nor the set beyond its last one.
        var own = RedisKeys.DelayedOf(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("greedy"u8).AsSpan(0, 16)));
        Assert.Equal(1, await raw.GetDatabase().SortedSetLengthAsync(own));
        Assert.InRange((await raw.GetDatabase().KeyTimeToLiveAsync(own))!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(25));
    }

    [Fact]
    public async Task A_result_wakes_its_waiter()
    {
        var waiting = _client.AwaitResultAsync("a", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await using var raw = await server.RawAsync();
        await Eventually.TrueAsync(
            async () => await raw.GetDatabase().PublishAsync(Channel("a"), """{"status":"STARTED","result":null}""") == 1, "the waiter listens");

        await raw.GetDatabase().PublishAsync(Channel("a"), """{"status":"SUCCESS","result":7}""");

        Assert.Equal("7", (await waiting).Value!.Value.GetRawText());
    }

    [Fact]
    public async Task A_result_whose_message_was_lost_is_found_by_looking()
    {
        var waiting = _client.AwaitResultAsync("a", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-a", """{"status":"SUCCESS","result":7}""");

        Assert.Equal(TaskState.Success, (await waiting).Status);
    }

    [Fact]
    public async Task A_wait_ends_with_what_is_known() =>
        Assert.Equal(
            TaskState.Pending, (await _client.AwaitResultAsync("nobody", TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken)).Status);

    [Fact]
    public async Task A_finished_task_cannot_be_revoked()
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-a", """{"status": "SUCCESS", "result": 7}""");

        Assert.Equal(TaskState.Success, await _client.RevokeAsync("a"));
        Assert.Equal(TaskState.Pending, await _client.RevokeAsync("b"));
        Assert.Equal(["b"], (await raw.GetDatabase().SortedSetRangeByScoreAsync("october:revoked")).Select(static id => (string?)id));
    }

    [Fact]
    public async Task Without_Redis_sending_fails_with_a_reason_and_sends_nothing()
    {
        await using var nowhere = new RedisServer();
        await using var redis = nowhere.Connect();
        var client = new TaskClient(redis, new TaskClientSettings { RetryFor = TimeSpan.Zero }, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<QueueUnavailableException>(() =>
            client.EnqueueAsync("add", default, default, null, TestContext.Current.CancellationToken));

        Assert.Contains($"Redis at 127.0.0.1:{nowhere.Port}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(RedisServer.Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_out_of_memory_is_said_so_and_nothing_is_sent()
    {
        Assert.SkipWhen(server is GarnetServer, "Garnet has no limit of memory that refuses writes.");
        await using var raw = await server.RawAsync();
        var admin = raw.GetServer("127.0.0.1", server.Port);
        await admin.ConfigSetAsync("maxmemory", "1");
        try
        {
            var client = new TaskClient(_redis, new TaskClientSettings { RetryFor = TimeSpan.Zero }, TimeProvider.System);

            var failure = await Assert.ThrowsAsync<QueueUnavailableException>(() =>
                client.EnqueueAsync("add", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken));

            Assert.Equal("Redis is out of memory", failure.Message);
        }
        finally
        {
            await admin.ConfigSetAsync("maxmemory", "0");
        }

        Assert.Equal(0, await LengthAsync());
    }

    private static StackExchange.Redis.RedisChannel Channel(string id) => StackExchange.Redis.RedisChannel.Literal("celery-task-meta-" + id);

    private Task<EnqueueReceipt> SendAsync(EnqueueOptions options, string args = "[1,2]") =>
        _client.EnqueueAsync("add", System.Text.Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken);

    private async Task<long> LengthAsync() => (await _client.GetQueuesAsync(["celery"])).Queues.Single().Length;
}
