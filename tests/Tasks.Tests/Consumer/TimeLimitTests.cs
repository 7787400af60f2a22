using October.Tasks.Client;
using October.Tasks.Handlers;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

public sealed class TimeLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData(49, 50)]
    [InlineData(50, 365)]
    [InlineData(null, 365)]
    [InlineData(365, null)]
    public async Task A_limit_beyond_what_a_timer_has_is_none(int? softDays, int? hardDays)
    {
        await using var worker = new RunningConsumer(server);
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var options = new EnqueueOptions { SoftTimeLimit = Days(softDays), HardTimeLimit = Days(hardDays) };

        var sent = await worker.Client.EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken);

        var result = await worker.Client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(TaskState.Success, result.Status);

        static TimeSpan? Days(int? days) => days is { } some ? TimeSpan.FromDays(some) : null;
    }

    [Fact]
    public async Task A_tasks_own_limits_hold_where_its_sender_names_none()
    {
        await using var worker = new RunningConsumer(server, null, static (registry, services) => registry.MapTasks(services));

        var asked = await EndAsync(worker, await SendAsync(worker, "g.bounded", new EnqueueOptions()));
        var ended = await EndAsync(
            worker,
            await SendAsync(
                worker,
                "g.bounded",
                new EnqueueOptions { HardTimeLimit = TimeSpan.FromMilliseconds(50), SoftTimeLimit = TimeSpan.FromMinutes(5) }));

        Assert.Equal(("SoftTimeLimitExceeded", "TimeLimitExceeded"), (asked.Failure?.Type, ended.Failure?.Type));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_handler_registers_with_its_token_and_throws_ends_neither_the_worker_nor_its_limit(bool isSoft)
    {
        await using var worker = new RunningConsumer(server, null, (registry, _) => registry.Map(TaskHandler.Create(
            "registers",
            JsonTypes.Text,
            async (_, cancellationToken) =>
            {
                cancellationToken.Register(static () => throw new InvalidOperationException("it was gone already"));
                await Task.Delay(Timeout.InfiniteTimeSpan, isSoft ? cancellationToken : CancellationToken.None);
                return "";
            })));
        var limit = TimeSpan.FromMilliseconds(50);
        var options = isSoft ? new EnqueueOptions { SoftTimeLimit = limit } : new EnqueueOptions { HardTimeLimit = limit };

        var failed = await EndAsync(worker, await SendAsync(worker, "registers", options));

        Assert.Equal(isSoft ? "SoftTimeLimitExceeded" : "TimeLimitExceeded", failed.Failure?.Type);
        Assert.Equal(TaskState.Success, (await EndAsync(worker, await SendAsync(worker, "ping", new EnqueueOptions()))).Status);
    }

    [Fact]
    public async Task Runs_that_go_on_after_their_limit_are_no_more_than_there_are_slots_and_those_that_wait_run_later()
    {
        using var gate = new ManualResetEventSlim();
        var started = 0;
        var log = new RecordingLogger();
        await using var worker = new RunningConsumer(
            server.Settings,
            new ConsumerSettings { Concurrency = 2 },
            log,
            (registry, _) => registry.Map(TaskHandler.Create(
                "stubborn",
                JsonTypes.Integer,
                (_, _) =>
                {
                    Interlocked.Increment(ref started);
                    gate.Wait();
                    return ValueTask.FromResult(1L);
                })));
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
            ids.Add(await SendAsync(worker, "stubborn", new EnqueueOptions { HardTimeLimit = TimeSpan.FromMilliseconds(20) }));

        await Eventually.TrueAsync(
            () => log.Lines.Any(static line => line.Text.Contains("no further task is started", StringComparison.Ordinal)), "it is full");
        var most = Volatile.Read(ref started);
        gate.Set();

        Assert.InRange(most, 2, 3);
        foreach (var id in ids)
            await EndAsync(worker, id);
        Assert.Equal(12, Volatile.Read(ref started));
    }

    private static async Task<string> SendAsync(RunningConsumer worker, string task, EnqueueOptions options) =>
        (await worker.Client.EnqueueAsync(task, "[]"u8.ToArray(), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;

    private static async Task<TaskResult> EndAsync(RunningConsumer worker, string id)
    {
        var result = await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.NotEqual(TaskState.Pending, result.Status);
        return result;
    }
}
