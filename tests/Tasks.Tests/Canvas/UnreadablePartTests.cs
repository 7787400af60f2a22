using System.Text;
using System.Text.Json.Nodes;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Canvas;

/// <summary>Parts of a chord whose messages cannot be read: the chord fails, whichever part ends last, and nobody waits for it for ever.</summary>
public sealed class UnreadablePartTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Embed = """{"chord":{"task":"total","args":[],"kwargs":{},"options":{"task_id":"body"}}}""";

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("NaN", true)]
    [InlineData("NaN", false)]
    [InlineData("pickle", true)]
    [InlineData("pickle", false)]
    [InlineData("lzma", true)]
    [InlineData("lzma", false)]
    public async Task The_chord_fails(string fault, bool isLast)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(db => db.StringSetAsync(RedisKeys.Group("header") + ".s", 2));
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");

        foreach (var (id, message) in isLast ? Parts(fault) : Parts(fault).Reverse())
        {
            await redis.UseAsync(db => db.ListLeftPushAsync("celery", message));
            Assert.True((await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).IsTerminal);
        }

        var body = await worker.Client.AwaitResultAsync("body", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((TaskState.Failure, "ChordError"), (body.Status, body.Failure?.Type));
        Assert.StartsWith("Dependency unreadable raised DecodeError(", body.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_task_whose_arguments_are_no_JSON_fails_with_it()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var message = Part("unreadable", 1) with
        {
            Args = "[NaN, \"NaN \\\" -Infinity\"]"u8.ToArray(),
            Embed = Encoding.UTF8.GetBytes("""
                {"errbacks":[{"task":"echo","args":[],"kwargs":{},"options":{"task_id":"error"}}],
                 "chain":[{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next"}}]}
                """),
        };
        await redis.UseAsync(db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag")));
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");

        var next = await worker.Client.AwaitResultAsync("next", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        var error = await worker.Client.AwaitResultAsync("error", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((TaskState.Failure, "DecodeError"), (next.Status, next.Failure?.Type));
        Assert.Equal("\"unreadable\"", error.Value?.GetRawText());
    }

    private static TaskMessage Part(string id, int index) =>
        new() { Id = id, Task = "echo", Args = "[1]"u8.ToArray(), GroupId = "header", GroupIndex = index, Embed = Encoding.UTF8.GetBytes(Embed) };

    private static (string Id, byte[] Message)[] Parts(string fault)
    {
        var other = Part("unreadable", 1);
        var envelope = JsonNode.Parse(EnvelopeWriter.Write(fault == "NaN" ? other with { Args = "[NaN]"u8.ToArray() } : other, "tag"))!;
        if (fault == "pickle")
            (envelope["content-type"], envelope["body"]) = ("application/x-python-serialize", Convert.ToBase64String("\u0080\u0004K\u0001."u8));
        else if (fault == "lzma")
            (envelope["headers"]!["compression"], envelope["body"]) = ("application/x-lzma", Convert.ToBase64String([0xFD, 0x37, 0x7A]));
        return [("readable", EnvelopeWriter.Write(Part("readable", 0), "tag")), ("unreadable", Encoding.UTF8.GetBytes(envelope.ToJsonString()))];
    }
}
