using System.Text.Json.Nodes;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Celery;

/// <summary>Every command of Celery's remote control, sent by Celery: what Celery 5.2.6's own worker answers, or a sentence that says why not.</summary>
public sealed class RemoteControlTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Node = "celery@here";

    private static readonly ConsumerSettings Settings = new() { Concurrency = 2, NodeName = Node };

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Its_words_are_Celerys()
    {
        await using var worker = await StartAsync();
        (string Method, string Arguments, string Answer)[] cases =
        [
            ("ping", "{}", """{"ok":"pong"}"""),
            ("ping", """{"foo":1}""", """{"ok":"pong"}"""),
            ("nonsense", "{}", """{"error":"KeyError('nonsense')"}"""),
            ("query_task", """{"ids":["nope"]}""", "{}"),
            ("query_task", "{}", """{"error":"TypeError(\"query_task() missing 1 required positional argument: 'ids'\")"}"""),
            ("rate_limit", "{}", """{"error":"TypeError(\"rate_limit() missing 2 required positional arguments: 'task_name' and 'rate_limit'\")"}"""),
            ("enable_events", """{"foo":1}""", """{"error":"TypeError(\"enable_events() got an unexpected keyword argument 'foo'\")"}"""),
            ("enable_events", "{}", """{"ok":"task events enabled"}"""),
            ("enable_events", "{}", """{"ok":"task events already enabled"}"""),
            ("disable_events", "{}", """{"ok":"task events disabled"}"""),
            ("disable_events", "{}", """{"ok":"task events already disabled"}"""),
            ("heartbeat", "{}", "null"),
            ("election", """{"id":"x","topic":"t","action":null}""", "null"),
            ("registered", "{}", """["add","block","echo","endless","fail","flaky","ping","throw","total","wait"]"""),
            ("dump_reserved", "{}", "[]"),
            ("time_limit", """{"task_name":"add","soft":5,"hard":10}""", """{"ok":"time limits set successfully"}"""),
            ("time_limit", """{"task_name":"nope","soft":5}""", """{"error":"unknown task"}"""),
            ("pool_grow", """{"n":1}""", """{"ok":"pool will grow"}"""),
            ("pool_shrink", """{"n":1}""", """{"ok":"pool will shrink"}"""),
            ("pool_shrink", """{"n":2}""", """{"error":"ValueError('a worker has 1 to 10000 slots, and this would be 0')"}"""),
            ("pool_restart", "{}", """{"error":"ValueError('Pool restarts not enabled')"}"""),
            ("autoscale", """{"max":10,"min":2}""", """{"error":"ValueError('Autoscale not enabled')"}"""),
            ("add_consumer", """{"queue":"celery-task-meta-1"}""",
                """{"error":"ValueError(\"the name of a queue must not begin with 'celery-task-meta-', as keys of another use do\")"}"""),
            ("cancel_consumer", """{"queue":"never"}""", """{"ok":"no longer consuming from never"}"""),
            ("revoke", """{"task_id":["n1","n2"]}""", """{"ok":"tasks n1, n2 flagged as revoked"}"""),
            ("revoke", """{"task_id":["n1","n2"],"terminate":true}""", """{"ok":"terminate: tasks unknown"}"""),
            ("revoke", """{"task_id":"n1","terminate":true,"signal":"NOSIG"}""",
                """{"error":"AttributeError(\"module 'signal' has no attribute 'SIGNOSIG'\")"}"""),
            ("revoke", """{"task_id":null}""", """{"ok":"tasks  flagged as revoked"}"""),
            ("revoked", "{}", """["n1","n2"]"""),
            ("revoke_by_stamped_headers", """{"headers":{"a":"b"}}""",
                """{"ok":"headers {'a': 'b'} flagged as revoked, but not terminated"}"""),
            ("revoke_by_stamped_headers", """{"headers":["a=c"],"terminate":true}""", """{"ok":"headers ['a=c'] were not terminated"}"""),
            ("revoke_by_stamped_headers", """{"headers":["a"]}""", """{"error":"ValueError('headers must be a map, or a list of header=stamp')"}"""),
            ("revoked", "{}", """["n1","n2"]"""),
            ("rate_limit", """{"task_name":"add","rate_limit":"10/m"}""", """{"ok":"rate limit set successfully"}"""),
            ("rate_limit", """{"task_name":"nope","rate_limit":"10/m"}""", """{"error":"unknown task"}"""),
            ("rate_limit", """{"task_name":"add","rate_limit":"10/d"}""",
                """{"error":"Invalid rate limit string: ValueError('\"10/d\" is no rate limit: write one such as 5/s, 10/m or 100/h')"}"""),
            ("registered", "{}", """["add [rate_limit=10/m]","block","echo","endless","fail","flaky","ping","throw","total","wait"]"""),
            ("rate_limit", """{"task_name":"add","rate_limit":0}""", """{"ok":"rate limit disabled successfully"}"""),
            ("registered", """{"taskinfoitems":["rate_limit"]}""", """["add","block","echo","endless","fail","flaky","ping","throw","total","wait"]"""),
        ];

        var answers = await RemoteControl.SendAsync(server.Url, [.. cases.Select(static one => (one.Method, one.Arguments))]);

        Assert.Equal(
            cases.Select(static one => $"{one.Method} {one.Arguments}: {one.Answer}"),
            cases.Zip(answers, static (one, answer) => $"{one.Method} {one.Arguments}: {answer}"));
    }

    [Fact]
    public async Task Tasks_are_shown_in_Celerys_shape()
    {
        await using var worker = await StartAsync();
        var later = await SendAsync(worker, "add", "[1,2]", new EnqueueOptions { Countdown = TimeSpan.FromHours(1) });
        await Eventually.TrueAsync(async () => (await worker.Client.GetQueuesAsync(["celery"])).Delayed == 1, "the worker has put the task off");
        var first = await SendAsync(worker, "wait", "[]");
        await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 2, "both slots are taken");

        var answers = await RemoteControl.SendAsync(
            server.Url,
            ("active", "{}"), ("active", """{"safe":true}"""), ("scheduled", "{}"), ("query_task", $$"""{"ids":["{{first}}"]}"""), ("stats", "{}"),
            ("active_queues", "{}"), ("conf", "{}"), ("report", "{}"), ("clock", "{}"), ("hello", """{"from_node":"other","revoked":{"r":1.5}}"""));

        var active = JsonNode.Parse(answers[0])!.AsArray();
        Assert.Equal(2, active.Count);
        var shown = active.Single(task => (string)task!["id"]! == first)!.AsObject();
        Assert.Equal(
            ["id", "name", "args", "kwargs", "type", "hostname", "time_start", "acknowledged", "delivery_info", "worker_pid"],
            shown.Select(static one => one.Key));
        Assert.Equal("""{"exchange":"","routing_key":"celery","priority":0,"redelivered":null}""", shown["delivery_info"]!.ToJsonString());
        Assert.Equal((Node, Environment.ProcessId), ((string)shown["hostname"]!, (int)shown["worker_pid"]!));
        var started = DateTimeOffset.FromUnixTimeMilliseconds((long)(1000 * (double)shown["time_start"]!));
        Assert.InRange(started, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow);
        var safe = JsonNode.Parse(answers[1])![0]!;
        Assert.Equal(("[]", "{}"), ((string)safe["args"]!, (string)safe["kwargs"]!));
        var scheduled = Assert.Single(JsonNode.Parse(answers[2])!.AsArray())!;
        Assert.Equal((later, 6, "[1,2]"), ((string)scheduled["request"]!["id"]!, (int)scheduled["priority"]!, scheduled["request"]!["args"]!.ToJsonString()));
        Assert.EndsWith("+00:00", (string)scheduled["eta"]!, StringComparison.Ordinal);
        Assert.Equal(("active", first), ((string)JsonNode.Parse(answers[3])![first]![0]!, (string)JsonNode.Parse(answers[3])![first]![1]!["id"]!));
        var stats = JsonNode.Parse(answers[4])!.AsObject();
        Assert.Equal(["total", "pid", "clock", "uptime", "pool", "broker", "prefetch_count", "rusage"], stats.Select(static one => one.Key));
        Assert.Equal("""{"wait":2}""", stats["total"]!.ToJsonString());
        Assert.Equal((2, 2), ((int)stats["pool"]!["max-concurrency"]!, stats["pool"]!["processes"]!.AsArray().Count));
        Assert.Equal("0", (string)stats["broker"]!["virtual_host"]!);
        Assert.True((long)stats["rusage"]!["maxrss"]! > 0);
        var queue = Assert.Single(JsonNode.Parse(answers[5])!.AsArray())!;
        Assert.Equal(("celery", "celery", "direct"), ((string)queue["name"]!, (string)queue["routing_key"]!, (string)queue["exchange"]!["type"]!));
        Assert.Equal(2, (int)JsonNode.Parse(answers[6])!["worker_concurrency"]!);
        Assert.Contains("transport:redis", (string)JsonNode.Parse(answers[7])!["ok"]!, StringComparison.Ordinal);
        Assert.True((long)JsonNode.Parse(answers[8])!["clock"]! > 0);
        Assert.Equal("""{"r":0.0}""", JsonNode.Parse(answers[9])!["revoked"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"request":"r1"}""", true)]
    [InlineData("""{"request":["r0","r1"]}""", true)]
    [InlineData("""{"request":"r2"}""", false)]
    [InlineData("""{"other":"r1"}""", false)]
    public async Task Tasks_are_revoked_by_their_stamps(string stamps, bool isRevoked)
    {
        await using var worker = await StartAsync();
        await SendAsync(worker, "wait", "[]");
        await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 2, "both slots are taken");
        var headers = $$"""{"stamped_headers":["request"],"stamps":{{stamps}}}""";
        var message = new TaskMessage { Id = "stamped", Task = "ping", Headers = System.Text.Encoding.UTF8.GetBytes(headers) };
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag"));

        await RemoteControl.SendAsync(server.Url, ("revoke_by_stamped_headers", """{"headers":{"request":["r1"]}}"""));
        worker.Gate.SetResult();

        var result = await worker.Client.AwaitResultAsync("stamped", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(isRevoked ? TaskState.Revoked : TaskState.Success, result.Status);
    }

    [Fact]
    public async Task Tasks_that_run_are_terminated_by_their_stamps()
    {
        await using var worker = await StartAsync();
        var headers = """{"stamped_headers":["request"],"stamps":{"request":["r1"]}}"""u8.ToArray();
        var message = new TaskMessage { Id = "stamped", Task = "wait", Headers = headers };
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", EnvelopeWriter.Write(message, "tag"));
        await Eventually.TrueAsync(() => worker.Waiting == 1, "it runs");

        var answers = await RemoteControl.SendAsync(server.Url, ("revoke_by_stamped_headers", """{"headers":{"request":["r1"]},"terminate":true}"""));

        Assert.Equal("""{"ok":"headers {'request': ['r1']} revoked"}""", answers[0]);
        var result = await worker.Client.AwaitResultAsync("stamped", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Revoked, result.Status);
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("block")]
    public async Task A_terminated_task_ends_as_revoked_at_once(string task)
    {
        await using var worker = await StartAsync();
        var id = await SendAsync(worker, task, "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the task runs");

        var answers = await RemoteControl.SendAsync(server.Url, ("revoke", $$"""{"task_id":"{{id}}","terminate":true}"""));

        Assert.Equal([$$"""{"ok":"terminate: {{id}}"}"""], answers);
        var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal((TaskState.Revoked, "terminated"), (result.Status, result.Failure!.Message));
        worker.Gate.TrySetResult();
        // The slot serves the next task, and what the handler gave does not replace the result.
        var next = await SendAsync(worker, "ping", "[]");
        Assert.Equal(TaskState.Success, (await worker.Client.AwaitResultAsync(next, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(TaskState.Revoked, (await worker.Client.GetResultAsync(id)).Status);
    }

    [Fact]
    public async Task A_terminated_task_that_waits_for_a_slot_does_not_run()
    {
        await using var worker = await StartAsync(Settings with { Concurrency = 1 });
        await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the only slot is taken");
        var second = await SendAsync(worker, "wait", "[]");

        await RemoteControl.SendAsync(server.Url, ("terminate", $$"""{"task_id":["{{second}}"],"signal":"KILL"}"""));
        worker.Gate.SetResult();

        Assert.Equal(TaskState.Revoked, (await worker.Client.AwaitResultAsync(second, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(1, worker.Waiting);
    }

    [Fact]
    public async Task A_task_that_is_due_later_does_not_run_when_it_was_revoked_also_not_by_another_worker()
    {
        string id;
        await using (var worker = await StartAsync())
        {
            id = await SendAsync(worker, "wait", "[]", new EnqueueOptions { Countdown = TimeSpan.FromHours(1) });
            await Eventually.TrueAsync(async () => (await worker.Client.GetQueuesAsync(["celery"])).Delayed == 1, "the worker has put the task off");
            await RemoteControl.SendAsync(server.Url, ("revoke", $$"""{"task_id":"{{id}}"}"""));
        }

        // The hour is over.
        await using var raw = await server.RawAsync();
        var delayed = Assert.Single(await raw.GetDatabase().SortedSetRangeByRankAsync("october:delayed"));
        await raw.GetDatabase().SortedSetAddAsync("october:delayed", delayed, 0);
        await using var other = await StartAsync();
        Assert.Equal(TaskState.Revoked, (await other.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(0, other.Waiting);
    }

    [Fact]
    public async Task Slots_and_queues_and_time_limits_change_while_the_worker_runs()
    {
        await using var worker = await StartAsync(Settings with { Concurrency = 1 });
        await SendAsync(worker, "wait", "[]");
        await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the only slot is taken");

        await RemoteControl.SendAsync(server.Url, ("pool_grow", """{"n":1}"""));
        await Eventually.TrueAsync(() => worker.Waiting == 2, "the new slot is taken");
        worker.Gate.SetResult();

        await RemoteControl.SendAsync(server.Url, ("pool_shrink", """{"n":1}"""), ("add_consumer", """{"queue":"other"}"""));
        var options = new EnqueueOptions { Queue = "other" };
        var there = await SendAsync(worker, "ping", "[]", options);
        Assert.Equal(TaskState.Success, (await worker.Client.AwaitResultAsync(there, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).Status);

        var answers = await RemoteControl.SendAsync(
            server.Url,
            ("cancel_consumer", """{"queue":"celery"}"""), ("active_queues", "{}"), ("cancel_consumer", """{"queue":"other"}"""), ("active_queues", "{}"),
            ("time_limit", """{"task_name":"endless","hard":0.05}"""), ("add_consumer", """{"queue":"celery"}"""));
        Assert.Equal("other", (string)Assert.Single(JsonNode.Parse(answers[1])!.AsArray())!["name"]!);
        Assert.Equal("[]", answers[3]);
        var endless = await SendAsync(worker, "endless", "[]");
        var result = await worker.Client.AwaitResultAsync(endless, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal((TaskState.Failure, "TimeLimitExceeded"), (result.Status, result.Failure!.Type));
        Assert.True(worker.Consumer.IsReady);
    }

    [Fact]
    public async Task Shutdown_stops_the_worker_which_finishes_what_runs()
    {
        await using var worker = await StartAsync();
        var id = await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the task runs");

        await RemoteControl.SendAsync(server.Url, ("shutdown", "{}"));
        await Eventually.TrueAsync(() => !worker.Consumer.IsReady, "the worker stops");
        worker.Gate.SetResult();

        await worker.Ended.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Success, (await worker.Client.GetResultAsync(id)).Status);
    }

    private async Task<RunningConsumer> StartAsync(ConsumerSettings? settings = null)
    {
        var worker = new RunningConsumer(server, settings ?? Settings);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            async () => (long)((RedisResult[])(await redis.UseAsync(db => db.ExecuteAsync("PUBSUB", "NUMSUB", "/0.celery.pidbox")))!)[1] > 0,
            "the worker listens to commands");
        return worker;
    }

    private static async Task<string> SendAsync(RunningConsumer worker, string task, string args, EnqueueOptions? options = null) =>
        (await worker.Client.EnqueueAsync(task, System.Text.Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;
}
