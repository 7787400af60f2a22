using October.Tasks.Canvas;
using October.Tasks.Consumer;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Client;

/// <summary>A client, which is no task, sends workflows.</summary>
public sealed class WorkflowTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_chain_ends_with_the_result_of_its_last_task()
    {
        await using var worker = new RunningConsumer(server);

        var result = await ResultAsync(worker, TaskSignature.Chain(Add(2, 3), TaskSignature.Of("add", 4), TaskSignature.Of("echo")));

        Assert.Equal("9", result.Value?.GetRawText());
    }

    [Fact]
    public async Task A_chord_ends_with_the_result_of_its_body_and_a_failing_part_fails_it()
    {
        await using var worker = new RunningConsumer(server);
        TaskSignature[] parts = [Add(1, 1), TaskSignature.Chain(Add(2, 2), TaskSignature.Of("add", 1)), TaskSignature.Group(Add(3, 3), Add(4, 4))];

        var result = await ResultAsync(worker, TaskSignature.Chord(parts, TaskSignature.Of("echo")));
        var failed = await ResultAsync(worker, TaskSignature.Chord([Add(1, 1), TaskSignature.Of("fail", "no")], TaskSignature.Of("echo")));

        Assert.Equal("[2,5,6,8]", result.Value?.GetRawText());
        Assert.Equal("ChordError", failed.Failure?.Type);
    }

    [Fact]
    public async Task Each_task_that_a_client_sends_is_the_root_of_what_follows_it()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings { Queue = "shop", Routes = TaskRoutes.Parse("echo=slow") }, TimeProvider.System);

        await client.SendAsync(TaskSignature.Group(Add(1, 1), TaskSignature.Of("echo", 1)), TestContext.Current.CancellationToken);

        foreach (var queue in (string[])["shop", "slow"])
        {
            var message = Messages.EnvelopeReader.Read((byte[])(await redis.UseAsync(db => db.ListGetByIndexAsync(queue, 0)))!);
            Assert.Equal((message.Id, null), (message.RootId, message.ParentId));
        }
    }

    [Fact]
    public async Task Nothing_of_a_workflow_is_sent_to_a_queue_that_is_full()
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var client = new TaskClient(redis, new TaskClientSettings { MaxQueueLength = 1 }, TimeProvider.System);
        var ours = Add(1, 1).With(new EnqueueOptions { Queue = "ours" });
        await client.SendAsync(ours, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<QueueFullException>(() => client.SendAsync(TaskSignature.Group(Add(1, 1), ours), TestContext.Current.CancellationToken));

        Assert.Equal([1, 0], (await client.GetQueuesAsync(["ours", "celery"])).Queues.Select(static queue => queue.Length));
    }

    private static TaskSignature Add(int x, int y) => TaskSignature.Of("add", x, y);

    private static async Task<TaskResult> ResultAsync(RunningConsumer worker, TaskSignature signature)
    {
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        var id = await worker.Client.SendAsync(signature, TestContext.Current.CancellationToken);
        return await worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
