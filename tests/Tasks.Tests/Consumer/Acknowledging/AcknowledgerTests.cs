using System.Text;
using October.Tasks.Client;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>What one message says ends that message, and keeps no other from being acknowledged.</summary>
public sealed class AcknowledgerTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Group = RedisKeys.GroupPrefix + "G";
    private const string Chord = """{"chord":{"task":"echo","args":[],"kwargs":{},"options":{"task_id":"body"}}}""";

    private ConnectionMultiplexer _raw = null!;

    private IDatabase Db => _raw.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _raw = await server.RawAsync();
    }

    public ValueTask DisposeAsync() => _raw.DisposeAsync();

    [Theory]
    [InlineData("SET", Group + ".s", """{"result":[]}""")]
    [InlineData("HSET", Group + ".s", "field", "foreign")]
    [InlineData("SET", Group + ".t", "many")]
    [InlineData("SET", Group + ".j", "foreign")]
    [InlineData("HSET", Group, "field", "foreign")]
    public async Task A_key_of_a_chord_that_holds_something_else_fails_the_chord_and_nothing_else(string command, string key, params string[] values)
    {
        await Db.StringSetAsync(Group + ".s", 1);
        await Db.KeyDeleteAsync(key);
        await Db.ExecuteAsync(command, [key, .. values]);
        await PushAsync(new TaskMessage { Id = "part", Task = "ping", GroupId = "G", Embed = Encoding.UTF8.GetBytes(Chord) });
        await PushAsync(new TaskMessage { Id = "other", Task = "ping" });

        await using var worker = new RunningConsumer(server);

        await EndsAsync(worker, "part", TaskState.Success);
        await EndsAsync(worker, "other", TaskState.Success);
        var body = await EndsAsync(worker, "body", TaskState.Failure);
        Assert.Contains("\"G\" hold something else", body.Failure!.Message, StringComparison.Ordinal);
        await using var redis = await ConnectAsync();
        Assert.Equal("body", Assert.Single(await new DeadList(redis).ListAsync(10)).TaskId);
    }

    [Fact]
    public async Task The_id_of_a_group_is_none_of_the_keys_that_count_the_parts_of_another()
    {
        const string Header =
            """
            {"task":"celery.chain","subtask_type":"chain","kwargs":{"tasks":[
              {"task":"ping"},
              {"task":"celery.group","subtask_type":"group","kwargs":{"tasks":[{"task":"ping","options":{"group_id":"G.s"}},{"task":"ping"}]}}]}}
            """;
        const string Body = """{"task":"echo","options":{"task_id":"body"}}""";
        const string Callback = $$$"""{"task":"celery.chord","subtask_type":"chord","kwargs":{"header":[{{{Header}}}],"body":{{{Body}}}}}""";
        await PushAsync(new TaskMessage { Id = "first", Task = "ping", Embed = Encoding.UTF8.GetBytes($$"""{"callbacks":[{{Callback}}]}""") });
        await using var worker = new RunningConsumer(server);
        await EndsAsync(worker, "first", TaskState.Success);

        var body = await EndsAsync(worker, "body", TaskState.Failure);
        Assert.Contains("the id of its group ends in \".s\"", body.Failure!.Message, StringComparison.Ordinal);
        Assert.False(await Db.KeyExistsAsync(Group + ".s"));
        await PushAsync(new TaskMessage { Id = "part", Task = "ping", GroupId = "G", Embed = Encoding.UTF8.GetBytes(Chord) });
        await EndsAsync(worker, "part", TaskState.Success);
    }

    [Fact]
    public async Task An_end_that_Redis_refuses_again_and_again_is_a_dead_letter_and_a_failure_for_the_chord_that_waits_for_it()
    {
        await Db.StringSetAsync(Group + ".s", 1);
        await Db.HashSetAsync(RedisKeys.Group("shaped"), "field", "foreign");
        const string Shaped =
            """
            {"task":"celery.chord","subtask_type":"chord","kwargs":{"body":{"task":"echo"},"header":[
              {"task":"ping","options":{"group_id":"shaped"}},
              {"task":"celery.chain","subtask_type":"chain","kwargs":{"tasks":[
                {"task":"celery.group","subtask_type":"group","kwargs":{"tasks":[{"task":"ping"},{"task":"ping"}]}}]}}]}}
            """;
        var embed = $$"""{"callbacks":[{{Shaped}}],{{Chord[1..]}}""";
        await PushAsync(new TaskMessage { Id = "part", Task = "ping", GroupId = "G", Embed = Encoding.UTF8.GetBytes(embed) });
        await PushAsync(new TaskMessage { Id = "other", Task = "ping" });

        await using var worker = new RunningConsumer(server);

        await EndsAsync(worker, "other", TaskState.Success);
        await EndsAsync(worker, "part", TaskState.Failure);
        await EndsAsync(worker, "body", TaskState.Failure);
        await using var redis = await ConnectAsync();
        Assert.Equal("part", Assert.Single(await new DeadList(redis).ListAsync(10)).TaskId);
    }

    [Fact]
    public async Task More_follow_ups_than_Redis_takes_in_one_step_are_one_dead_letter()
    {
        await Db.StringSetAsync(Group + ".s", 1);
        var callbacks = string.Join(',', Enumerable.Repeat("""{"task":"a"}""", 210_000));
        var embed = $$"""{"callbacks":[{{callbacks}}],{{Chord[1..]}}""";
        await PushAsync(new TaskMessage { Id = "part", Task = "ping", GroupId = "G", Embed = Encoding.UTF8.GetBytes(embed) });
        await PushAsync(new TaskMessage { Id = "other", Task = "ping" });

        await using var worker = new RunningConsumer(server);

        await EndsAsync(worker, "other", TaskState.Success);
        var failed = await EndsAsync(worker, "part", TaskState.Failure);
        Assert.Contains("what follows the task cannot be worked out", failed.Failure!.Message, StringComparison.Ordinal);
        await EndsAsync(worker, "body", TaskState.Failure);
        await using var redis = await ConnectAsync();
        Assert.Equal("part", Assert.Single(await new DeadList(redis).ListAsync(10)).TaskId);
    }

    [Fact]
    public async Task A_follow_up_for_a_queue_without_rights_is_refused_and_keeps_nothing_waiting()
    {
        await Db.ExecuteAsync("ACL", "SETUSER", "worker", "reset", "on", $">{RedisServer.Password}", "+@all", "~celery*", "~october:*", "~_kombu.*", "&*");
        const string Next = """{"callbacks":[{"task":"ping","args":[],"kwargs":{},"options":{"task_id":"next","queue":"forbidden"}}]}""";
        await PushAsync(new TaskMessage { Id = "first", Task = "ping", Embed = Encoding.UTF8.GetBytes(Next) });
        await PushAsync(new TaskMessage { Id = "other", Task = "ping" });

        await using var worker = new RunningConsumer(server.Settings with { User = "worker" });

        await EndsAsync(worker, "other", TaskState.Success);
        await EndsAsync(worker, "first", TaskState.Success);
        var next = await EndsAsync(worker, "next", TaskState.Failure);
        Assert.Contains("queue \"forbidden\": the user of Redis lacks a right", next.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_was_refused_is_recorded_before_the_worker_stops_if_Redis_takes_it_then()
    {
        await Db.ExecuteAsync("ACL", "SETUSER", "worker", "reset", "on", $">{RedisServer.Password}", "+@all", "-set", "~*", "&*");
        await PushAsync(new TaskMessage { Id = "first", Task = "ping" });
        var log = new RecordingLogger();
        await using var worker = new RunningConsumer(server.Settings with { User = "worker" }, null, log);
        await Eventually.TrueAsync(
            () => log.Lines.Any(static line => line.Text.StartsWith("cannot record the end of task first;", StringComparison.Ordinal)), "the end is refused");
        await Db.ExecuteAsync("ACL", "SETUSER", "worker", "+set");

        await worker.StopAsync();

        Assert.Contains("SUCCESS", (string?)await Db.StringGetAsync(RedisKeys.Result("first")), StringComparison.Ordinal);
    }

    private static async Task<TaskResult> EndsAsync(RunningConsumer worker, string id, string state)
    {
        var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((id, state), (id, result.Status));
        return result;
    }

    private async Task PushAsync(TaskMessage message) => await Db.ListLeftPushAsync("celery", EnvelopeWriter.Write(message, message.Id));

    private async Task<RedisConnection> ConnectAsync()
    {
        var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        return redis;
    }
}
