using System.Text;
using Microsoft.Extensions.Logging;
using October.Tasks.Client;
using October.Tasks.Consumer.Running;
using October.Tasks.Handlers;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer;

/// <summary>Messages that something goes wrong with which nobody has foreseen: each is its own end, and neither that of a slot nor of the worker.</summary>
public sealed class UnhandledMessageTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly ConsumerSettings OneSlot = new() { Concurrency = 1, VisibilityTimeout = TimeSpan.FromSeconds(1) };

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_header_that_is_no_text_does_not_keep_a_task_from_being_tried_again()
    {
        await using var worker = new RunningConsumer(server, OneSlot);
        await SendAsync(
            """
            {"headers":{"task":"fail","id":"x","october_max_retries":1,"october_retry_delay":1,"z":"\ud800"},"body":"[[\"no\"],{},{}]",
            "content-type":"application/json"}
            """);

        var result = await ResultAsync(worker, "x");

        Assert.Equal((TaskState.Failure, "no"), (result.Status, result.Failure?.Message));
        Assert.Equal(0, (await worker.Client.GetQueuesAsync(["celery"])).Dead);
        Assert.Equal("pong", (await PingAsync(worker)).Value!.Value.GetString());
    }

    [Fact]
    public async Task A_dead_workers_message_with_such_a_header_is_redelivered_by_the_next()
    {
        await using (var raw = await server.RawAsync())
        {
            await raw.GetDatabase().HashSetAsync(
                "october:inflight:dead",
                "1 celery",
                """{"headers":{"task":"add","id":"x","z":"\ud800"},"body":"[[1,2],{},{}]","content-type":"application/json"}""");
            await raw.GetDatabase().SortedSetAddAsync("october:leases", "dead", 1);
        }

        await using var worker = new RunningConsumer(server, OneSlot);

        Assert.Equal("3", (await ResultAsync(worker, "x")).Value!.Value.GetRawText());
    }

    [Fact]
    public async Task What_a_slot_cannot_cope_with_is_a_dead_letter_with_the_reason_and_the_slot_goes_on()
    {
        await using var worker = new RunningConsumer(server.Settings, OneSlot, new Failing("task:echo"));
        await SendAsync("""{"headers":{"task":"echo","id":"x"},"body":"[[1],{},{}]","content-type":"application/json"}""");

        var result = await ResultAsync(worker, "x");

        Assert.Equal((TaskState.Failure, "WorkerError"), (result.Status, result.Failure?.Type));
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var dead = Assert.Single(await new DeadList(redis).ListAsync(10));
        Assert.Equal(("x", "the worker cannot handle this message: NotSupportedException: no log"), (dead.TaskId, dead.Reason));
        Assert.Equal("pong", (await PingAsync(worker)).Value!.Value.GetString());
    }

    /// <summary>While a release goes on, an old worker may take what only a new one knows. Before, nothing was left of it but its id.</summary>
    [Fact]
    public async Task A_task_that_no_handler_has_is_kept_for_a_worker_that_has_it()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var dead = new DeadList(redis);
        DeadMessage entry;
        await using (var before = new RunningConsumer(server, OneSlot))
        {
            await SendAsync("""{"headers":{"task":"new","id":"x"},"body":"[[1],{},{}]","content-type":"application/json"}""");
            Assert.Equal("NotRegistered", (await ResultAsync(before, "x")).Failure?.Type);
            entry = Assert.Single(await dead.ListAsync(10));
            Assert.Equal(("x", "new", "this worker has no task \"new\""), (entry.TaskId, entry.Task, entry.Reason));
            await Eventually.TrueAsync(
                async () => (await before.MetricsAsync()).Contains("exception=\"NotRegistered\"} 1", StringComparison.Ordinal), "it is counted by its type");
        }

        await using var worker = new RunningConsumer(server, OneSlot, static (tasks, _) => tasks.Map(
            TaskHandler.Create("new", JsonTypes.Integer.Parameter("x"), JsonTypes.Integer, static (x, _, _) => ValueTask.FromResult(x + 1))));
        Assert.True(await dead.ReplayAsync(entry.EntryId));

        Assert.Equal("2", (await ResultAsync(worker, "x")).Value?.GetRawText());
        Assert.Empty(await dead.ListAsync(10));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{\"callbacks\":[{\"task\":\"echo\"}]}""")]
    public async Task No_more_of_such_tasks_are_kept_than_an_operator_could_look_at(string embed)
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().SortedSetAddAsync(
            "october:dead", [.. Enumerable.Range(0, FailureDecision.MostKept).Select(static i => new SortedSetEntry(i, i))]);
        await using var worker = new RunningConsumer(server, OneSlot);

        await SendAsync($$"""{"headers":{"task":"new","id":"x"},"body":"[[1],{},{{embed}}]","content-type":"application/json"}""");

        Assert.Equal("NotRegistered", (await ResultAsync(worker, "x")).Failure?.Type);
        Assert.Equal(FailureDecision.MostKept, (await worker.Client.GetQueuesAsync(["celery"])).Dead);
    }

    [Fact]
    public async Task A_message_at_which_the_worker_is_out_of_memory_comes_again()
    {
        await using var worker = new RunningConsumer(server.Settings, OneSlot, new Failing("task:echo", 2));
        await SendAsync("""{"headers":{"task":"echo","id":"x"},"body":"[[1],{},{}]","content-type":"application/json"}""");

        var result = await ResultAsync(worker, "x");

        Assert.Equal((TaskState.Success, "1"), (result.Status, result.Value?.GetRawText()));
        Assert.Equal(0, (await worker.Client.GetQueuesAsync(["celery"])).Dead);
    }

    [Fact]
    public async Task A_message_at_which_workers_are_out_of_memory_again_and_again_is_a_dead_letter()
    {
        var settings = OneSlot with { MaxDeliveries = 2 };
        await using var worker = new RunningConsumer(server.Settings, settings, new Failing("task:echo", int.MaxValue));
        await SendAsync("""{"headers":{"task":"echo","id":"x"},"body":"[[1],{},{}]","content-type":"application/json"}""");

        Assert.Contains("InsufficientMemory", (await ResultAsync(worker, "x")).Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await worker.Client.GetQueuesAsync(["celery"])).Dead);
    }

    [Theory]
    [InlineData("""{"body":"{\"task\":\"a\",\"task\":\"b\",\"id\":\"x\"}","content-type":"application/json","headers":{}}""")]
    [InlineData("""{"body":"{\"task\":\"a\",\"id\":\"x\"}","content-type":"application/json","headers":{"id":"x","id":"x"}}""")]
    public async Task What_the_parser_throws_is_a_dead_letter_and_the_worker_goes_on(string message)
    {
        await using var worker = new RunningConsumer(server, OneSlot);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        await SendAsync(message);

        await Eventually.TrueAsync(async () => (await worker.Client.GetQueuesAsync(["celery"])).Dead == 1, "the message is dead");
        Assert.Equal("pong", (await PingAsync(worker)).Value!.Value.GetString());
        Assert.False(worker.Ended.IsCompleted);
    }

    private async Task SendAsync(string message)
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", message);
    }

    private static async Task<TaskResult> PingAsync(RunningConsumer worker)
    {
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var sent = await worker.Client.EnqueueAsync(
            "ping", Encoding.UTF8.GetBytes("[]"), Encoding.UTF8.GetBytes("{}"), null, TestContext.Current.CancellationToken);
        return await ResultAsync(worker, sent.Id);
    }

    private static async Task<TaskResult> ResultAsync(RunningConsumer worker, string id)
    {
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        return await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    /// <summary>A log that fails at one task: always, or for want of memory so many times.</summary>
    private sealed class Failing(string task, int outOfMemory = 0) : ILogger<TaskConsumer>
    {
        private int _times;

        private static Exception Full() => new InsufficientMemoryException("no memory");

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            if (!$"{state}".EndsWith(task, StringComparison.Ordinal))
                return null;
            if (outOfMemory == 0)
                throw new NotSupportedException("no log");
            return Interlocked.Increment(ref _times) <= outOfMemory ? throw Full() : null;
        }

        public bool IsEnabled(LogLevel logLevel) => false;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }
    }
}
