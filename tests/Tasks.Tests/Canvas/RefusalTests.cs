using System.Text;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Canvas;

/// <summary>Follow-ups that cannot be sent.</summary>
public sealed class RefusalTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next"},"subtask_type":"puzzle"}""", "\"puzzle\" is not supported")]
    [InlineData("""{"task":"ping","args":[],"kwargs":[],"options":{"task_id":"next"}}""", "maps kwargs and options")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","queue":7}}""", "queue is not a text")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","eta":"soon"}}""", "\"soon\" is not an ISO 8601 time")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","queue":"taken"}}""", "holds something else")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","queue":"october:leases"}}""", "must not begin with")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","exchange":"tb","routing_key":"tb.q1"}}""", "exchange is \"tb\"")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","exchange":{"name":"news","type":"fanout"}}}""", "exchange is \"news\"")]
    [InlineData("""{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","routing_key":7}}""", "routing_key is not a text")]
    public async Task A_follow_up_that_cannot_be_sent_fails_with_the_rest_of_its_chain_and_is_a_dead_letter(string next, string reason)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(db => db.SortedSetAddAsync("taken", "other", double.MaxValue));
        var last = """{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"last"}}""";
        var message = new TaskMessage { Id = "first", Task = "ping", Embed = Encoding.UTF8.GetBytes($$"""{"chain":[{{last}},{{next}}]}""") };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));

        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var failed = await worker.Client.AwaitResultAsync("next", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(TaskState.Failure, failed.Status);
        Assert.Contains(reason, failed.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(TaskState.Failure, (await worker.Client.GetResultAsync("last")).Status);
        Assert.Equal(TaskState.Success, (await worker.Client.GetResultAsync("first")).Status);
        var dead = Assert.Single(await new DeadList(redis).ListAsync(10));
        Assert.Equal(("next", "ping"), (dead.TaskId, dead.Task));
        Assert.Contains(reason, dead.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"task":"ping","options":{"task_id":"victim\nx"}}""")]
    [InlineData("""{"task":"ping\n0\nvictim","options":{"task_id":"x"}}""")]
    [InlineData("""{"task":"ping","subtask_type":"puzzle","options":{"task_id":"victim\nx"}}""")]
    [InlineData("""{"task":"celery.group","subtask_type":"group","options":{"task_id":"x\r"},"kwargs":{"tasks":[{"task":"ping"}]}}""")]
    public async Task A_follow_up_whose_id_or_name_has_several_lines_is_a_dead_letter_of_no_other_task(string next)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var message = new TaskMessage { Id = "first", Task = "ping", Embed = Encoding.UTF8.GetBytes($$"""{"callbacks":[{{next}}]}""") };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));

        await using var worker = new RunningConsumer(server);

        await Eventually.TrueAsync(async () => (await new DeadList(redis).ListAsync(10)).Count == 1, "it is a dead letter");
        var dead = Assert.Single(await new DeadList(redis).ListAsync(10));
        Assert.Contains(dead.TaskId, new[] { null, "", "x" });
        Assert.Contains(dead.Task, new[] { null, "", "ping", "celery.group" });
        Assert.Equal("celery", dead.Queue);
    }

    [Fact]
    public async Task What_follows_a_task_is_sent_once_more_when_its_id_is_used_again()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");

        foreach (var next in (string[])["first", "second"])
        {
            var embed = $$$"""{"errbacks":[{"task":"echo","args":[],"kwargs":{},"options":{"task_id":"{{{next}}}"}}]}""";
            var message = new TaskMessage { Id = "again", Task = "fail", Args = "[\"no\"]"u8.ToArray(), Embed = Encoding.UTF8.GetBytes(embed) };
            await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, next)));
            var sent = await worker.Client.AwaitResultAsync(next, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            Assert.Equal("\"again\"", sent.Value?.GetRawText());
        }
    }

    [Theory]
    [InlineData(70)]
    [InlineData(126)]
    public async Task However_deep_a_result_is_its_follow_up_is_run(int depth)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var message = new TaskMessage
        {
            Id = "first",
            Task = "echo",
            Args = Encoding.UTF8.GetBytes("[" + new string('[', depth) + new string(']', depth) + "]"),
            Embed = """{"chain":[{"task":"echo","args":[],"kwargs":{},"options":{"task_id":"next"}}]}"""u8.ToArray(),
        };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));

        await using var worker = new RunningConsumer(server);

        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var next = await worker.Client.AwaitResultAsync("next", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Success, next.Status);
        Assert.Equal(depth, next.Value!.Value.GetRawText().Count(static character => character == '['));
    }
}
