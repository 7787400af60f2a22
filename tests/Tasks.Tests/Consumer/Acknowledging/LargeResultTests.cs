using System.Text;
using October.Tasks.Client;
using October.Tasks.Handlers;
using October.Tasks.Results;
using October.Testing;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Results that together, or each, are more than Redis can be sent in time: here the connection breaks of it, each time.</summary>
public sealed class LargeResultTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const int Passes = 12 << 20;

    private TcpProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        await server.ClearAsync();
        _proxy = new TcpProxy(server.Port, Passes);
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Fact]
    public async Task Results_that_together_are_too_large_are_sent_a_few_at_a_time()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = Worker(gate, 40);
        var ids = await SendAsync(worker, Enumerable.Repeat(1 << 20, 40));
        await Eventually.TrueAsync(() => Volatile.Read(ref _running) == 40, "all run");

        gate.SetResult();

        foreach (var id in ids)
            Assert.Equal(TaskState.Success, (await EndAsync(id)).Status);
    }

    [Fact]
    public async Task A_result_that_is_never_answered_keeps_no_other_waiting()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        await using var worker = Worker(gate, 4);
        var ids = await SendAsync(worker, [2 * Passes, .. Enumerable.Repeat(10, 40)]);

        foreach (var id in ids.Skip(1))
            Assert.Equal(TaskState.Success, (await EndAsync(id)).Status);

        Assert.False(worker.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_result_that_is_longer_than_any_message_is_a_failure()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        await using var worker = Worker(gate, 4);

        var failed = await EndAsync(Assert.Single(await SendAsync(worker, [(64 << 20) - 1])));

        Assert.Equal((TaskState.Failure, "ResultTooLarge"), (failed.Status, failed.Failure!.Type));
        Assert.Equal("the result has 67108865 bytes; the limit is 64 MiB", failed.Failure.Message);
    }

    private int _running;

    private RunningConsumer Worker(TaskCompletionSource gate, int concurrency) => new(
        server.Settings with { Port = _proxy.Port },
        new ConsumerSettings { Concurrency = concurrency },
        null,
        (registry, _) => registry.Map(TaskHandler.Create("large", JsonTypes.Integer.Parameter("size"), JsonTypes.Text, async (size, _, _) =>
        {
            Interlocked.Increment(ref _running);
            await gate.Task;
            return new string('x', (int)size);
        })));

    private static async Task<List<string>> SendAsync(RunningConsumer worker, IEnumerable<int> sizes)
    {
        var ids = new List<string>();
        foreach (var size in sizes)
        {
            var sent = await worker.Client.EnqueueAsync(
                "large", Encoding.UTF8.GetBytes($"[{size}]"), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
            ids.Add(sent.Id);
        }

        return ids;
    }

    private async Task<TaskResult> EndAsync(string id)
    {
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        return await new TaskClient(redis, new TaskClientSettings(), TimeProvider.System)
            .AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }
}
