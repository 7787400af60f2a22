using System.Text;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Canvas;

/// <summary>Follow-ups with half a surrogate pair, which Python's texts may have and .NET's may not: the chord that waits for their task ends.</summary>
public sealed class HalfTextTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"task":"nobody's","args":["\ud800"],"options":{"task_id":"next"}}""")]
    [InlineData("""{"task":"ping","args":["\ud800"],"options":{"task_id":"next"},"subtask_type":"puzzle"}""")]
    [InlineData("""{"task":"ping","args":[],"options":{"task_id":"next","queue":"\ud800"}}""")]
    [InlineData("""{"task":"ping","args":[],"options":{"task_id":"next","headers":{"own":"\ud800"}}}""")]
    public async Task The_chord_ends_and_the_follow_up_fails(string callback)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(static db => db.StringSetAsync(RedisKeys.Group("G") + ".s", 1));
        var embed = $$$$"""{"callbacks":[{{{{callback}}}}],"chord":{"task":"echo","args":[],"kwargs":{"other":"\udc00"},"options":{"task_id":"body"}}}""";
        var message = new TaskMessage { Id = "first", Task = "ping", GroupId = "G", Embed = Encoding.UTF8.GetBytes(embed) };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));

        await using var worker = new RunningConsumer(server);

        Assert.Equal(TaskState.Success, (await EndAsync(worker, "first")).Status);
        Assert.Equal(TaskState.Failure, (await EndAsync(worker, "next")).Status);
        Assert.True((await EndAsync(worker, "body")).IsTerminal);
    }

    [Theory]
    [InlineData("""{"\ud800":1,"chord":{"task":"echo","options":{"task_id":"body"}}}""")]
    [InlineData("""{"callbacks":[{"task":"ping","kwargs":{"\ud800":1}}],"chord":{"task":"echo","options":{"task_id":"body"}}}""")]
    [InlineData("""{"callbacks":[{"task":"ping","kwargs":{"\ud800":1,"a":2,"b":3}}],"chord":{"task":"echo","options":{"task_id":"body"}}}""")]
    [InlineData("""{"chord":{"task":"echo","kwargs":{"\ud800":1},"options":{"task_id":"body"}}}""")]
    public async Task The_chord_ends_although_a_name_is_half_a_text(string embed)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(static db => db.StringSetAsync(RedisKeys.Group("G") + ".s", 1));
        var message = new TaskMessage { Id = "first", Task = "ping", GroupId = "G", Embed = Encoding.UTF8.GetBytes(embed) };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));

        await using var worker = new RunningConsumer(server);

        Assert.True((await EndAsync(worker, "first")).IsTerminal);
        Assert.True((await EndAsync(worker, "body")).IsTerminal);
    }

    private static Task<TaskResult> EndAsync(RunningConsumer worker, string id) =>
        worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}
