using System.Text;
using October.Tasks.Client;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer;

public abstract class TaskConsumerTests<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : RedisServer
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_thousand_tasks_each_get_their_own_result()
    {
        await using var worker = new RunningConsumer(server);
        await ConnectedAsync(worker);

        var ids = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => SendAsync(worker, "add", $"[{i},1]")));

        for (var i = 0; i < ids.Length; i++)
            Assert.Equal($"{i + 1}", (await ResultAsync(worker, ids[i])).Value!.Value.GetRawText());
        Assert.Equal(0, (await worker.Client.GetQueuesAsync(["celery"])).Queues.Single().Length);
    }

    [Fact]
    public async Task An_unregistered_task_fails_as_in_Celery()
    {
        await using var worker = new RunningConsumer(server);

        Assert.Equal(new TaskFailure("NotRegistered", "nope", "celery.exceptions"), (await CallAsync(worker, "nope", "[]")).Failure);
    }

    [Fact]
    public async Task A_failing_task_is_tried_again_until_it_succeeds()
    {
        await using var worker = new RunningConsumer(server);

        Assert.Equal("3", (await CallAsync(worker, "flaky", "[3]")).Value!.Value.GetRawText());
    }

    [Fact]
    public async Task A_task_with_an_eta_runs_after_it()
    {
        await using var worker = new RunningConsumer(server);
        var eta = DateTimeOffset.UtcNow.AddSeconds(1.2);

        var result = await CallAsync(worker, "ping", "[]", new EnqueueOptions { Eta = eta });

        Assert.Equal(TaskState.Success, result.Status);
        Assert.InRange(result.DateDone!.Value, eta.AddMilliseconds(-1), eta.AddSeconds(3));
    }

    [Fact]
    public async Task A_waiting_task_that_is_revoked_does_not_run()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 });
        var first = await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the only slot is taken");
        var second = await SendAsync(worker, "wait", "[]");

        Assert.Equal(TaskState.Pending, await worker.Client.RevokeAsync(second));
        worker.Gate.SetResult();

        Assert.Equal(TaskState.Revoked, (await ResultAsync(worker, second)).Status);
        Assert.Equal(TaskState.Success, (await ResultAsync(worker, first)).Status);
        Assert.Equal(1, worker.Waiting);
    }

    [Theory]
    [InlineData(true, "SoftTimeLimitExceeded")]
    [InlineData(false, "TimeLimitExceeded")]
    public async Task A_run_past_its_limit_has_failed(bool soft, string type)
    {
        await using var worker = new RunningConsumer(server);
        var limit = TimeSpan.FromMilliseconds(100);

        var result = await CallAsync(worker, "wait", "[]", soft ? new EnqueueOptions { SoftTimeLimit = limit } : new EnqueueOptions { HardTimeLimit = limit });

        Assert.Equal(type, result.Failure!.Type);
    }

    [Fact]
    public async Task A_message_that_is_no_task_goes_to_the_dead_letter_queue_and_delays_no_other()
    {
        await using var worker = new RunningConsumer(server);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", "gibberish");

        Assert.Equal("\"pong\"", (await CallAsync(worker, "ping", "[]")).Value!.Value.GetRawText());
        await Eventually.TrueAsync(async () => (await worker.Client.GetQueuesAsync(["celery"])).Dead == 1, "the message is dead");
    }

    [Fact]
    public async Task Stopping_finishes_what_runs_and_hands_back_the_rest_uncounted()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 });
        var running = await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "one task runs");
        var waiting = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SendAsync(worker, "ping", "[]")));

        var stopping = worker.StopAsync();
        worker.Gate.SetResult();
        await stopping;

        await using var raw = await server.RawAsync();
        var left = (await raw.GetDatabase().ListRangeAsync("celery")).Select(static m => EnvelopeReader.Read((byte[])m!)).ToList();
        Assert.Equal(waiting.Order(), left.Select(static m => m.Id).Order());
        Assert.All(left, static m => Assert.Equal(0, m.Deliveries));
        Assert.Equal(TaskState.Success, (await worker.Client.GetResultAsync(running)).Status);
        Assert.False(await raw.GetDatabase().KeyExistsAsync("october:leases"));
    }

    [Fact]
    public async Task What_outlasts_the_grace_is_handed_back_and_run_by_the_next_worker()
    {
        await using var first = new RunningConsumer(server, new ConsumerSettings { Drain = TimeSpan.FromMilliseconds(100) });
        var id = await SendAsync(first, "wait", "[]");
        await Eventually.TrueAsync(() => first.Waiting == 1, "the task runs");

        await first.StopAsync();
        await using var second = new RunningConsumer(server);
        second.Gate.SetResult();

        Assert.Equal(TaskState.Success, (await ResultAsync(second, id)).Status);
    }

    [Fact]
    public async Task A_dead_workers_tasks_run_again_and_a_poison_one_goes_to_the_dead_letter_queue()
    {
        var settings = new ConsumerSettings { VisibilityTimeout = TimeSpan.FromSeconds(1), MaxDeliveries = 2 };
        await using var worker = new RunningConsumer(server, settings);
        await ConnectedAsync(worker);
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        // A worker that reserves and is never heard of again.
        var dead = new MessageStore(redis, "dead", settings);
        var innocent = Envelope("innocent", 0);
        var poison = Envelope("poison", 1);
        await using (var raw = await server.RawAsync())
            await raw.GetDatabase().ListLeftPushAsync("elsewhere", [innocent, poison]);
        Assert.Equal(2, (await dead.ReserveAsync(["elsewhere"], 10)).Deliveries.Count);

        var deadLetter = await ResultAsync(worker, "poison");

        Assert.Equal("WorkerLostError", deadLetter.Failure!.Type);
        IReadOnlyList<Delivery> again = [];
        await Eventually.TrueAsync(async () => (again = (await dead.ReserveAsync(["elsewhere"], 10)).Deliveries).Count > 0, "the other message is back");
        var next = Assert.Single(again);
        Assert.Equal(("innocent", 1), (EnvelopeReader.Read(next.Bytes).Id, EnvelopeReader.Read(next.Bytes).Deliveries));
    }

    [Fact]
    public async Task A_long_task_of_a_live_worker_is_not_run_again()
    {
        await using var first = new RunningConsumer(server, new ConsumerSettings { VisibilityTimeout = TimeSpan.FromSeconds(3) });
        var id = await SendAsync(first, "wait", "[]");
        await Eventually.TrueAsync(() => first.Waiting == 1, "the task runs");
        await using var second = new RunningConsumer(server, new ConsumerSettings { VisibilityTimeout = TimeSpan.FromSeconds(3) });
        await using var raw = await server.RawAsync();
        var timesOut = await TimeoutAsync();
        await Eventually.TrueAsync(async () => await TimeoutAsync() > timesOut + 6000, "it was renewed for twice as long as it is");
        first.Gate.SetResult();

        Assert.Equal(TaskState.Success, (await ResultAsync(first, id)).Status);
        Assert.Equal(0, second.Waiting);

        async Task<double> TimeoutAsync() => (await raw.GetDatabase().SortedSetRangeByScoreWithScoresAsync(RedisKeys.Visibility)).Max(session => session.Score);
    }

    [Fact]
    public async Task A_worker_works_again_after_Redis_was_killed_and_loses_nothing()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 2 });
        var running = await SendAsync(worker, "wait", "[]");
        await Eventually.TrueAsync(() => worker.Waiting == 1, "the task runs");

        await server.KillAsync();
        worker.Gate.SetResult();
        await server.StartAsync();

        Assert.Equal(TaskState.Success, (await ResultAsync(worker, running)).Status);
        Assert.Equal(TaskState.Success, (await CallAsync(worker, "ping", "[]")).Status);
    }

    private static byte[] Envelope(string id, int deliveries) =>
        EnvelopeWriter.Write(new TaskMessage { Id = id, Task = "ping", Queue = "elsewhere", Deliveries = deliveries }, id);

    private static Task ConnectedAsync(RunningConsumer worker) => Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is connected");

    private static async Task<string> SendAsync(RunningConsumer worker, string task, string args, EnqueueOptions? options = null)
    {
        await ConnectedAsync(worker);
        return (await worker.Client.EnqueueAsync(task, Encoding.UTF8.GetBytes(args), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;
    }

    private static async Task<TaskResult> CallAsync(RunningConsumer worker, string task, string args, EnqueueOptions? options = null) =>
        await ResultAsync(worker, await SendAsync(worker, task, args, options));

    /// <summary>Asks again while Redis is away.</summary>
    private static async Task<TaskResult> ResultAsync(RunningConsumer worker, string id)
    {
        TaskResult? result = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    result = await worker.Client.AwaitResultAsync(id, Long, TestContext.Current.CancellationToken);
                    return result.IsTerminal;
                }
                catch (October.Tasks.Redis.QueueUnavailableException)
                {
                    return false;
                }
            },
            $"the result of {id}");
        return result!;
    }
}
