using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer;

/// <summary>No task waits while a slot is free for it, in this worker or in another.</summary>
public sealed class PrefetchTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_slot_is_used_however_long_the_other_tasks_take()
    {
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Concurrency = 8 });
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        for (var running = 1; running <= 8; running++)
        {
            await worker.Client.EnqueueAsync("wait", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => worker.Waiting == running, $"{running} tasks run");
        }
    }

    [Fact]
    public async Task Short_tasks_behind_a_long_one_are_run_by_an_idle_worker_in_their_order()
    {
        await using var busy = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 });
        await Eventually.TrueAsync(() => busy.Consumer.IsReady, "the worker is ready");
        for (var i = 0; i < 500; i++)
            await busy.Client.EnqueueAsync("ping", "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
        await using var raw = await server.RawAsync();
        var db = raw.GetDatabase();
        await Eventually.TrueAsync(async () => await HeldAsync() == 0, "all of them have ended, and tasks are known to be short");

        RedisValue[] messages = [Message("long", "wait"), Message("first", "ping"), Message("second", "ping")];
        await db.ListLeftPushAsync("celery", messages);
        await Eventually.TrueAsync(async () => await HeldAsync() == messages.Length, "the worker holds the short tasks behind the long one");
        await using var idle = new RunningConsumer(server, new ConsumerSettings { Concurrency = 1 });
        await Eventually.TrueAsync(() => idle.Consumer.IsReady, "the other worker is ready");
        var (first, second) = (await EndAsync("first"), await EndAsync("second"));

        Assert.Equal((TaskState.Success, TaskState.Success), (first.Status, second.Status));
        Assert.True(first.DateDone <= second.DateDone, $"{first.DateDone:O} {second.DateDone:O}");
        Assert.Equal(TaskState.Pending, (await idle.Client.GetResultAsync("long")).Status);

        async Task<long> HeldAsync() =>
            await db.HashLengthAsync("october:inflight:" + busy.Consumer.Session) is var held && await db.ListLengthAsync("celery") == 0 ? held : -1;
        Task<TaskResult> EndAsync(string id) => idle.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private static byte[] Message(string id, string task) => EnvelopeWriter.Write(new TaskMessage { Id = id, Task = task }, id);
}
