using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Canvas;
using October.Tasks.Client;
using October.Tasks.Consumer;
using October.Tasks.Handlers;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Celery;

/// <summary>Celery's client calls handlers that the source generator has written, and sees what they do beside returning a result.</summary>
public sealed class HandlerTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Expected = """
        greet: Hello Ada! Hello Ada! own
        missing: TypeError: g.greet() missing 1 required positional argument: 'name'
        unexpected: TypeError: g.greet() got an unexpected keyword argument 'loud'
        wrong: TypeError: g.greet() argument 'name' must be a string, not a number
        order: {'product': 'tea', 'count': 4, 'size': 'Large'}
        progress: PROGRESS {'current': 3, 'total': 10} False
        then: done SUCCESS
        retried, once: 1
        retried, always: FileNotFoundError: not there
        retried, other: InvalidOperationException: no
        retried, end: EOFError: end
        sent task: 5 [5]
        sent chain: 14 1
        sent chord: 6
        sent group: True [2, 4]
        sent within a chain: 36 [None, None] 2
        sent with a link: 2 7
        sent with an error link: InvalidOperationException: no True
        sent to its queue: PENDING
        wait: 6
        """;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Two slots, of which each task that waits for another lends its own.</summary>
    [Fact]
    public async Task Celerys_client_sees_all_of_it()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 2 }, Add);

        Assert.Equal(Expected, (await Python.RunAsync(server.Url, "handlers.py", "")).TrimEnd());

        await using var raw = await server.RawAsync();
        Assert.Equal(1, await raw.GetDatabase().ListLengthAsync("routed"));
    }

    [Fact]
    public async Task Octobers_client_sees_the_progress_too()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 2 }, Add);

        var id = await SendAsync(worker, "g.progress", "[]");
        await Eventually.TrueAsync(async () => (await worker.Client.GetResultAsync(id)).Status == TaskState.Progress, "it reports its progress");

        var running = await worker.Client.GetResultAsync(id);
        Assert.Equal("{\"current\":3,\"total\":10}", running.Metadata?.GetRawText());
        Assert.Equal((null, null, false), (running.Value?.GetRawText(), running.Failure, running.IsTerminal));
        await SendAsync(worker, "g.open", "[]");
        var ended = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(("\"done\"", null), (ended.Value?.GetRawText(), ended.Metadata?.GetRawText()));
    }

    [Theory]
    [InlineData("SUCCESS")]
    [InlineData("PENDING")]
    [InlineData("two words")]
    [InlineData("")]
    public async Task A_handler_has_no_state_of_another_meaning(string state) =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => new TaskContext(new() { Id = "a", Task = "add" }, DateTimeOffset.UnixEpoch).SetStateAsync(state, null));

    [Fact]
    public void What_a_signature_cannot_say_is_refused()
    {
        var add = TaskSignature.Of("add", 1, 2);
        Assert.Throws<ArgumentException>(() => TaskSignature.Group(add).Then(add));
        Assert.Throws<ArgumentException>(() => TaskSignature.Chain());
        Assert.Throws<ArgumentException>(() => add.With(new EnqueueOptions { MaxRetries = 1 }));
        Assert.Throws<ArgumentException>(() => add.With(new EnqueueOptions { IdempotencyKey = "key" }));
        Assert.Throws<ArgumentException>(() => add.With(new EnqueueOptions { Queue = "october:x" }));
    }

    [Fact]
    public async Task A_worker_with_one_slot_runs_what_its_task_waits_for()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 }, Add);

        Assert.Equal("8", await RunAsync(worker, "g.wait", "[5]"));
        Assert.Equal("2", await RunAsync(worker, "add", "[1,1]"));
    }

    [Fact]
    public async Task A_group_has_no_result_to_wait_for()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 }, Add);

        Assert.StartsWith("\"it is a group, which has no result", await RunAsync(worker, "g.group", "[]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_exceeds_a_rate_limit_goes_back_to_Redis_and_holds_up_no_other_task()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 }, Add);

        Assert.Equal("\"ran\"", await RunAsync(worker, "g.limited", "[]"));
        for (var i = 0; i < 3; i++)
            await SendAsync(worker, "g.limited", "[]");

        Assert.Equal("2", await RunAsync(worker, "add", "[1,1]"));
        await Eventually.TrueAsync(async () => (await worker.Client.GetQueuesAsync(["celery"])).Delayed == 3, "three tasks wait for their turn");
    }

    [Fact]
    public async Task Routes_say_where_what_a_handler_sends_goes_and_what_follows_a_task()
    {
        var settings = new ConsumerSettings { Routes = TaskRoutes.Parse("add=sums,g.*=mine") };
        await using var worker = new RunningConsumer(server, settings, Add);
        await using var raw = await server.RawAsync();

        Assert.Equal(36, (await RunAsync(worker, "g.send", "[\"task\"]"))!.Trim('"').Length);
        await RunAsync(worker, "g.send", "[\"routed\"]");

        Assert.Equal(1, await raw.GetDatabase().ListLengthAsync("sums"));
        Assert.Equal(1, await raw.GetDatabase().ListLengthAsync("mine"));
    }

    private static void Add(TaskRegistry tasks, IServiceCollection services)
    {
        services.AddSingleton<Gate>();
        tasks.MapTasks(services);
    }

    private static async Task<string> SendAsync(RunningConsumer worker, string task, string args) =>
        (await worker.Client.EnqueueAsync(
            task, System.Text.Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken)).Id;

    private static async Task<string?> RunAsync(RunningConsumer worker, string task, string args)
    {
        var id = await SendAsync(worker, task, args);
        var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return result.Value?.GetRawText() ?? $"{result.Status} {result.Failure?.Message}";
    }
}
