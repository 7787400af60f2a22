using October.Tasks.Consumer;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Canvas;

/// <summary>A chord whose parts end far apart: what counts them is not to expire before the last one ends.</summary>
public sealed class ChordLifeTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(366);

    private RedisConnection _redis = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _redis = server.Connect();
        await _redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Theory]
    [InlineData("SUCCESS")]
    [InlineData("FAILURE")]
    public async Task What_a_Celery_client_began_to_count_is_kept_until_its_parts_have_ended(string end)
    {
        var group = RedisKeys.Group("G");
        await _redis.UseAsync(db => db.StringSetAsync(group + ".s", 2, TimeSpan.FromMinutes(1)));
        await using var worker = new RunningConsumer(server, new ConsumerSettings { ResultTtl = TimeSpan.FromMinutes(1) });
        await SendPartAsync("first", "ping", 0);
        await Eventually.TrueAsync(async () => await _redis.UseAsync(db => db.KeyExistsAsync(group + ".j")), "the first part has ended");

        foreach (var suffix in (string[])[".s", ".j"])
            Assert.True(await _redis.UseAsync(db => db.KeyTimeToLiveAsync(group + suffix)) > Long, suffix);
        await SendPartAsync("second", end == TaskState.Success ? "ping" : "fail", 1);

        var body = await worker.Client.AwaitResultAsync("body", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(end, body.Status);
        // What a failed chord leaves is for who looks for the reason, as long as results are.
        foreach (var suffix in (string[])[".s", ".j"])
            Assert.False(await _redis.UseAsync(db => db.KeyTimeToLiveAsync(group + suffix)) > TimeSpan.FromMinutes(1), suffix);
    }

    /// <summary>As of a chord that has ended, whose part is run once more.</summary>
    [Fact]
    public async Task What_nothing_counts_is_kept_no_longer_than_results()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { ResultTtl = TimeSpan.FromMinutes(1) });
        await SendPartAsync("late", "ping", 0);

        await Eventually.TrueAsync(async () => await _redis.UseAsync(static db => db.KeyExistsAsync(RedisKeys.Group("G") + ".j")), "the part has ended");

        foreach (var suffix in (string[])[".j", ".b"])
            Assert.False(await _redis.UseAsync(db => db.KeyTimeToLiveAsync(RedisKeys.Group("G") + suffix)) > TimeSpan.FromMinutes(1), suffix);
    }

    [Fact]
    public async Task What_a_handler_sends_is_counted_until_its_parts_have_ended()
    {
        var chord = TaskSignature.Chord([TaskSignature.Of("wait"), TaskSignature.Of("ping")], TaskSignature.Of("echo"));
        await using var worker = new RunningConsumer(server, new ConsumerSettings { ResultTtl = TimeSpan.FromMinutes(1) }, (tasks, _) => tasks.Map(
            TaskHandler.Create("workflow", JsonTypes.Text, async (context, cancellationToken) => await context.SendAsync(chord, cancellationToken))));
        var sent = await worker.Client.EnqueueAsync("workflow", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
        var id = (await worker.Client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Value!.Value.GetString()!;
        await Eventually.TrueAsync(() => worker.Waiting == 1, "a part runs");
        await using var raw = await server.RawAsync();

        var keys = raw.GetServer("127.0.0.1", server.Port).Keys(pattern: RedisKeys.Group("*")).ToList();

        Assert.NotEmpty(keys);
        foreach (var key in keys.Where(static key => !key.ToString().EndsWith(".b", StringComparison.Ordinal)))
            Assert.True(await raw.GetDatabase().KeyTimeToLiveAsync(key) > Long, key);
        worker.Gate.SetResult();
        var body = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Success, body.Status);
    }

    private Task SendPartAsync(string id, string task, int index)
    {
        var message = new TaskMessage
        {
            Id = id,
            Task = task,
            Args = task == "fail" ? "[\"no\"]"u8.ToArray() : "[]"u8.ToArray(),
            GroupId = "G",
            GroupIndex = index,
            Embed = """{"chord":{"task":"echo","args":[],"kwargs":{},"options":{"task_id":"body"}}}"""u8.ToArray(),
        };
        return _redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, id)));
    }
}
