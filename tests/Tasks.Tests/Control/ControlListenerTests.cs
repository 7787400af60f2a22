using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using October.Tasks.Consumer;
using October.Tasks.Redis;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Control;

/// <summary>Anybody who can reach Redis may publish anything on the channel of commands.</summary>
public sealed class ControlListenerTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("/0.celery.pidbox");

    /// <summary>JSON of every kind, also where a command has something else.</summary>
    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, json) => depth > 3
        ? OneOf("null", "true", "0", "-1.5e300", "\"\"", "\"ping\"", "\"\\ud800\"", "[]", "{}")
        : Gen.OneOf(
            OneOf("null", "false", "9999999999999999999999", "\"revoke\"", "\"celery\"", "\"glob\"", "\"pcre\"", "\"[\""),
            json.List[0, 3].Select(static items => $"[{string.Join(',', items)}]"),
            Gen.Select(OneOf("method", "arguments", "task_id", "destination", "pattern", "reply_to", "exchange", "routing_key", "n", "queue"), json)
                .List[0, 4].Select(static members => $"{{{string.Join(',', members.Select(static one => $"\"{one.Item1}\":{one.Item2}"))}}}")));

    private static readonly Gen<byte[]> Envelope = Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Json.Select(static json => Encoding.UTF8.GetBytes(json)),
        Gen.Select(
            OneOf(
                "ping", "stats", "active", "scheduled", "registered", "query_task", "revoke", "terminate", "time_limit", "pool_grow", "add_consumer", "hello"),
            Json,
            Json,
            static (method, arguments, rest) => Wrap(
                $$"""{"method":"{{method}}","arguments":{{arguments}},"pattern":{{rest}},"matcher":"glob","destination":{{rest}}}""")),
        Json.Select(Wrap));

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Whatever_is_published_the_worker_goes_on_and_obeys_the_next_command()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 2 });
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => await redis.UseAsync(db => db.PublishAsync(Channel, "x")) > 0, "the worker listens to commands");

        await Envelope.SampleAsync(async bytes => await redis.UseAsync(db => db.PublishAsync(Channel, bytes)), iter: 500, threads: 1);
        await redis.UseAsync(db => db.PublishAsync(Channel, Wrap("""{"method":"revoke","arguments":{"task_id":"the last one"}}""")));

        await Eventually.TrueAsync(
            async () => await redis.UseAsync(db => db.SortedSetScoreAsync(RedisKeys.Revoked, "the last one")) is not null, "the last command is obeyed");
        Assert.True(worker.Consumer.IsReady);
    }

    [Fact]
    public async Task A_task_whose_arguments_cannot_be_written_is_shown_and_the_next_command_obeyed()
    {
        const string Separator = "\u0006\u0016";
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1, NodeName = "celery@here" });
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await redis.UseAsync(db => db.SortedSetAddAsync(
            RedisKeys.Delayed,
            "celery\n" + """{"headers":{"task":"add","id":"x"},"body":"[[\"\\ud800\"],{},{}]","content-type":"application/json"}""",
            4e12));
        // And one whose time is in no calendar.
        await redis.UseAsync(db => db.SortedSetAddAsync(
            RedisKeys.Delayed, "celery\n" + """{"headers":{"task":"add","id":"y"},"body":"[[],{},{}]","content-type":"application/json"}""", 9e15));
        await redis.UseAsync(db => db.SetAddAsync("_kombu.binding.reply", $"here{Separator}{Separator}answers.reply.celery.pidbox"));
        await Eventually.TrueAsync(
            async () => await redis.UseAsync(db => db.PublishAsync(Channel, "x")) > 0, "the worker listens to commands");

        var answers = new List<JsonNode>();
        foreach (var method in new[] { "scheduled", "ping" })
        {
            await redis.UseAsync(db => db.PublishAsync(
                Channel, Wrap($$$"""{"method":"{{{method}}}","arguments":{},"reply_to":{"exchange":"reply","routing_key":"here"},"ticket":"t"}""")));
            RedisValue answer = default;
            await Eventually.TrueAsync(
                async () => await redis.UseAsync(db => db.KeyTimeToLiveAsync("answers.reply.celery.pidbox")) > TimeSpan.Zero,
                "what a client that was killed leaves behind does not stay for ever");
            await Eventually.TrueAsync(
                async () => !(answer = await redis.UseAsync(db => db.ListRightPopAsync("answers.reply.celery.pidbox"))).IsNull, $"{method} is answered");
            answers.Add(Body(answer)["celery@here"]!);
        }

        Assert.Equal("['\\\\ud800']", (string?)answers[0][0]!["request"]!["args"]);
        Assert.StartsWith("9999-12-31", (string?)answers[0][1]!["eta"], StringComparison.Ordinal);
        Assert.Equal("pong", (string?)answers[1]["ok"]);
    }

    [Theory]
    [InlineData("celery@host", "glob", "celery@*", true)]
    [InlineData("celery@host", "glob", "celery@h?s[t-z]", true)]
    [InlineData("celery@host", "glob", "celery@hos[!t]", false)]
    [InlineData("celery@host", "glob", "elery@host", false)]
    [InlineData("celery@host", "pcre", "celery@(host|other)$", true)]
    [InlineData("celery@host", "pcre", "host", false)]
    public void Patterns_of_names_are_read_as_Python_reads_them(string node, string matcher, string pattern, bool fits) =>
        Assert.Equal(fits, NodePattern.Fits(node, pattern, matcher));

    [Theory]
    [InlineData("pcre", "(")]
    [InlineData("pcre", "(a)\\1")]
    [InlineData("other", "a")]
    public void Patterns_that_cannot_be_used_are_refused(string matcher, string pattern) =>
        Assert.Throws<CommandException>(() => NodePattern.Fits("celery@host", pattern, matcher));

    private static JsonNode Body(RedisValue answer) =>
        JsonNode.Parse(Convert.FromBase64String((string)JsonNode.Parse((string)answer!)!["body"]!))!;

    private static byte[] Wrap(string command) => Encoding.UTF8.GetBytes(
        $$$"""{"body":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(command))}}}","headers":{"clock":1},"properties":{"body_encoding":"base64"}}""");
}
