using October.Tasks.Client;
using October.Tasks.Handlers;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>Handlers that answer their cancellation with an exception of their own, as many client libraries do.</summary>
public sealed class CancelledRunTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("own")]
    [InlineData("several")]
    [InlineData("canceled")]
    public async Task At_the_end_of_the_drain_a_run_is_handed_back_whatever_it_throws(string kind)
    {
        var started = new TaskCompletionSource();
        string id;
        await using (var first = new RunningConsumer(server, new ConsumerSettings { Drain = TimeSpan.FromMilliseconds(50) }, Throws(kind, started)))
        {
            id = await SendAsync(first, null);
            await started.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            await first.StopAsync();
        }

        await using var second = new RunningConsumer(
            server, add: static (tasks, _) => tasks.Map(TaskHandler.Create("stubborn", JsonTypes.Text, static (_, _) => ValueTask.FromResult("done"))));

        Assert.Equal(TaskState.Success, (await EndAsync(second, id)).Status);
    }

    [Theory]
    [InlineData("several", "SoftTimeLimitExceeded")]
    [InlineData("canceled", "SoftTimeLimitExceeded")]
    [InlineData("driver", "SoftTimeLimitExceeded")]
    [InlineData("own", "InvalidOperationException")]
    [InlineData("own, of it", "InvalidOperationException")]
    public async Task At_its_soft_limit_a_run_has_failed_for_that_unless_it_says_otherwise(string kind, string type)
    {
        await using var worker = new RunningConsumer(server, add: Throws(kind, new TaskCompletionSource()));

        var id = await SendAsync(worker, new EnqueueOptions { SoftTimeLimit = TimeSpan.FromMilliseconds(50) });

        Assert.Equal((TaskState.Failure, type), await EndAsync(worker, id) is var result ? (result.Status, result.Failure?.Type) : default);
    }

    /// <summary>As Celery's handlers do, and as policies name what client libraries throw.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task At_its_soft_limit_a_run_may_be_tried_again(bool asks)
    {
        var runs = 0;
        var policy = asks ? RetryPolicy.None : new RetryPolicy(1, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1)) { For = [typeof(IOException)] };
        await using var worker = new RunningConsumer(server, add: (tasks, _) => tasks.Map(TaskHandler.Create(
            "stubborn",
            JsonTypes.Text,
            async (_, cancellationToken) =>
            {
                if (Interlocked.Increment(ref runs) > 1)
                    return "done";
                var cancelled = await Record.ExceptionAsync(() => Task.Delay(Timeout.Infinite, cancellationToken));
                throw asks ? new RetryTaskException("later", TimeSpan.FromMilliseconds(10), cancelled) : new IOException("closed");
            },
            policy)));

        var id = await SendAsync(worker, new EnqueueOptions { SoftTimeLimit = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(TaskState.Success, (await EndAsync(worker, id)).Status);
    }

    private static Action<TaskRegistry, Microsoft.Extensions.DependencyInjection.IServiceCollection> Throws(string kind, TaskCompletionSource started) =>
        (tasks, _) => tasks.Map(TaskHandler.Create("stubborn", JsonTypes.Text, async ValueTask<string> (_, cancellationToken) =>
        {
            started.TrySetResult();
            var cancelled = await Record.ExceptionAsync(() => Task.Delay(Timeout.Infinite, cancellationToken));
            throw kind switch
            {
                "own" => new InvalidOperationException("cancelled by user"),
                "several" => new AggregateException(cancelled!),
                "own, of it" => new InvalidOperationException("stopped half way", cancelled),
                "driver" => new IOException("the stream was closed"),
                _ => cancelled!,
            };
        }));

    private static async Task<string> SendAsync(RunningConsumer worker, EnqueueOptions? options)
    {
        await Eventually.TrueAsync(() => worker.Consumer.IsReady, "the worker is ready");
        return (await worker.Client.EnqueueAsync("stubborn", "[]"u8.ToArray(), "{}"u8.ToArray(), options, TestContext.Current.CancellationToken)).Id;
    }

    private static Task<TaskResult> EndAsync(RunningConsumer worker, string id) =>
        worker.Client.AwaitResultAsync(id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
}
