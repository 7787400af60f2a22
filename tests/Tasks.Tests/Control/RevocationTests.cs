using System.Text;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Control;

public sealed class RevocationTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string StampAsId = "stamp\ntenant\nacme";

    private RedisConnection _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Whoever_revokes_an_id_revokes_no_stamp()
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await worker.Client.RevokeAsync(StampAsId);

        await SendAsync("a", """, "stamped_headers": ["tenant"], "stamps": {"tenant": "acme"}""");

        Assert.Equal(TaskState.Success, await EndAsync(worker, "a"));
    }

    [Fact]
    public async Task A_task_whose_id_looks_like_a_stamp_is_refused_and_ends_no_revocation()
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await worker.Client.RevokeAsync(StampAsId);
        var stamped = await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Revoked, StampAsId, 9e9));
        Assert.True(stamped);

        await SendAsync(StampAsId.Replace("\n", "\\n", StringComparison.Ordinal));

        await Eventually.TrueAsync(async () => (await new DeadList(_redis).ListAsync(10)).Count == 1, "it is a dead letter");
        Assert.Equal([StampAsId], await Revocation.ListAsync(_redis, 10));
        Assert.Equal(9e9, await _redis.UseAsync(db => db.SortedSetScoreAsync(RedisKeys.Revoked, StampAsId)));
    }

    [Fact]
    public async Task Beyond_the_limit_nothing_more_is_revoked_until_one_is_forgotten()
    {
        var client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        await FillAsync();

        var refusal = await Assert.ThrowsAsync<TooManyRevocationsException>(() => client.RevokeAsync("one more"));
        Assert.Equal(TimeSpan.FromMinutes(1), refusal.RetryAfter);
        Assert.Equal(TaskState.Pending, await client.RevokeAsync("7"));
        Assert.Equal(100_000, await _redis.UseAsync(db => db.SortedSetLengthAsync(RedisKeys.Revoked)));

        await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Revoked, "8", 1));
        Assert.Equal(TaskState.Pending, await client.RevokeAsync("one more"));
    }

    [Theory]
    [InlineData(null, TaskState.Pending, true)]
    [InlineData("STARTED", TaskState.Started, true)]
    [InlineData("RETRY", TaskState.Retry, true)]
    [InlineData("SUCCESS", TaskState.Success, false)]
    [InlineData("REVOKED", TaskState.Revoked, false)]
    public async Task Workers_of_Celery_hear_of_it_unless_the_task_has_ended(string? recorded, string state, bool hear)
    {
        if (recorded is not null)
            await _redis.UseAsync(db => db.StringSetAsync(RedisKeys.Result("a"), $$"""{"status": "{{recorded}}", "result": null}"""));
        await using var raw = await server.RawAsync();
        var channel = StackExchange.Redis.RedisChannel.Literal("/0.celery.pidbox");
        var heard = await raw.GetSubscriber().SubscribeAsync(channel);

        Assert.Equal(state, await new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System).RevokeAsync("a"));
        await raw.GetDatabase().PublishAsync(channel, "all");

        var first = await heard.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(hear, first.Message != "all");
    }

    [Theory]
    [InlineData("revoke", "\"terminate\":true,")]
    [InlineData("terminate", "\"signal\":\"KILL\",")]
    public async Task A_running_task_is_terminated_although_no_more_is_remembered(string method, string arguments)
    {
        await using var worker = new RunningConsumer(server);
        var id = (await worker.Client.EnqueueAsync(
            "wait", "[]"u8.ToArray(), "{}"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken)).Id;
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the task runs");
        await FillAsync();
        var channel = StackExchange.Redis.RedisChannel.Literal("/0.celery.pidbox");

        // As often as needed: the worker may not listen yet.
        await Eventually.TrueAsync(
            async () =>
            {
                await _redis.UseAsync(db => db.PublishAsync(channel, Command(method, $$"""{{{arguments}}"task_id":["{{id}}","of no task"]}""")));
                return (await worker.Client.GetResultAsync(id)).Status == TaskState.Revoked;
            },
            "it is terminated");
        await SendAsync("of no task");

        Assert.Equal(TaskState.Revoked, await EndAsync(worker, "of no task"));
        worker.Gate.TrySetResult();
    }

    /// <summary>The command was answered, and forgotten with the next look at what is revoked.</summary>
    [Fact]
    public async Task An_id_that_had_ended_before_is_revoked_for_its_next_message()
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await worker.Client.RevokeAsync("other");
        await _redis.UseAsync(static db => db.StringSetAsync(RedisKeys.Result("job"), """{"status":"FAILURE","result":null}"""));

        // As often as needed: the worker may not listen yet.
        await Eventually.TrueAsync(
            async () =>
            {
                await _redis.UseAsync(db => db.PublishAsync(
                    StackExchange.Redis.RedisChannel.Literal("/0.celery.pidbox"), Command("revoke", """{"task_id":"job"}""")));
                return await _redis.UseAsync(static db => db.SortedSetScoreAsync(RedisKeys.Revoked, "job")) is not null;
            },
            "it is remembered");
        await SendAsync("job");

        await Eventually.TrueAsync(async () => (await worker.Client.GetResultAsync("job")).Status != TaskState.Failure, "its second message ends");
        Assert.Equal(TaskState.Revoked, await EndAsync(worker, "job"));
        var until = await _redis.UseAsync(static db => db.SortedSetScoreAsync(RedisKeys.Revoked, "job"));
        Assert.InRange(until!.Value, 0, DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_revocation_whose_time_is_over_revokes_nothing_and_is_not_shown()
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await worker.Client.RevokeAsync("a");
        await SendAsync("a");
        Assert.Equal(TaskState.Revoked, await EndAsync(worker, "a"));

        // As if a day had gone by since its end.
        await Eventually.TrueAsync(
            async () => await _redis.UseAsync(db => db.SortedSetScoreAsync(RedisKeys.Revoked, "a")) < DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds(),
            "it has ended");
        await _redis.UseAsync(db => db.SortedSetAddAsync(RedisKeys.Revoked, "a", DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds()));
        await _redis.UseAsync(db => db.KeyDeleteAsync(RedisKeys.Result("a")));
        Assert.Empty(await Revocation.ListAsync(_redis, 10));
        await SendAsync("a");

        Assert.Equal(TaskState.Success, await EndAsync(worker, "a"));
    }

    [Fact]
    public void What_was_revoked_first_is_known_as_long_as_Redis_remembers_it()
    {
        var revoked = new Consumer.Running.RevokedIds(TimeProvider.System);

        foreach (var id in Enumerable.Range(0, 100_000))
            revoked.Add($"{id}");

        Assert.True(revoked.Contains("0"));
    }

    private Task SendAsync(string id, string headers = "") => _redis.UseAsync(db => db.ListLeftPushAsync(
        "celery", $$$"""{"headers":{"task":"ping","id":"{{{id}}}"{{{headers}}}},"body":"[[],{},{}]","content-type":"application/json"}"""));

    private Task FillAsync() => _redis.UseAsync(db => db.SortedSetAddAsync(
        RedisKeys.Revoked, [.. Enumerable.Range(0, 100_000).Select(static id => new StackExchange.Redis.SortedSetEntry($"{id}", 9e9))]));

    private static byte[] Command(string method, string arguments)
    {
        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"method":"{{method}}","arguments":{{arguments}}}"""));
        return Encoding.UTF8.GetBytes($$$"""{"body":"{{{body}}}","headers":{"clock":1},"properties":{"body_encoding":"base64"}}""");
    }

    private static async Task<string> EndAsync(RunningConsumer worker, string id) =>
        (await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Status;
}
