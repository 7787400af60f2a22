using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>Tasks whose workers have died twice run one at a time.</summary>
public sealed class PoisonRunTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_that_waits_for_another_one_lets_it_run()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = new RunningConsumer(server, new ConsumerSettings { Drain = TimeSpan.Zero }, (tasks, _) => tasks.Map(TaskHandler.Create(
            "parent",
            JsonTypes.Text,
            async (context, cancellationToken) =>
            {
                started.TrySetResult();
                return (await context.AwaitResultAsync("child", Timeout.InfiniteTimeSpan, cancellationToken)).Status;
            })));
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        await SendAsync("parent", "parent");
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        await SendAsync("child", "ping");

        var result = await worker.Client.AwaitResultAsync("parent", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((TaskState.Success, TaskState.Success), (result.Status, result.Value?.GetString()));

        Task SendAsync(string id, string task) => redis.UseAsync(
            db => db.ListLeftPushAsync("celery", EnvelopeWriter.Write(new() { Id = id, Task = task, Deliveries = Redelivery.PoisonFrom }, id)));
    }
}
