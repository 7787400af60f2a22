using System.Text;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Canvas;

/// <summary>Several parts of one chord that end with one task: its chain would have gone on with a group.</summary>
public sealed class ChordPartTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Chord = "\"chord\":{\"task\":\"echo\",\"args\":[],\"kwargs\":{},\"options\":{\"task_id\":\"body\"}}";

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_are_counted_together(bool isList)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var (group, other) = (RedisKeys.Group("G"), (RedisValue)"""[1,"other","SUCCESS",1]""");
        await redis.UseAsync(db => db.StringSetAsync(group + ".s", 3));
        if (isList)
            await redis.UseAsync(db => db.ListRightPushAsync(group + ".j", other));
        else
            await redis.UseAsync(db => db.SortedSetAddAsync(group + ".j", other, 0));
        var parts = string.Join(',', new[] { 1, 2 }.Select(static i =>
            $$$$"""{"task":"ping","options":{"task_id":"{{{{i}}}}","group_id":"G","group_index":{{{{i}}}},{{{{Chord}}}}}}"""));
        var embed = $$$$"""{"chain":[{"task":"celery.group","subtask_type":"group","kwargs":{"tasks":[{{{{parts}}}}]}}]}""";
        var message = new TaskMessage { Id = "first", Task = "fail", Args = "[\"no\"]"u8.ToArray(), Embed = Encoding.UTF8.GetBytes(embed) };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));

        await using var worker = new RunningConsumer(server);

        var body = await worker.Client.AwaitResultAsync("body", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((TaskState.Failure, "ChordError"), (body.Status, body.Failure?.Type));
        Assert.StartsWith("Dependency 1 raised", body.Failure!.Message, StringComparison.Ordinal);
    }
}
