using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;
using October.Testing.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>What fails after a handler has done its work is no reason to do the work again.</summary>
public sealed class FinishedRunTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly RetryPolicy Often = new(5, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));

    private int _runs;

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("nan")]
    [InlineData("list")]
    [InlineData("null")]
    public async Task A_result_that_cannot_be_written_is_a_failure_at_once(string task)
    {
        await using var worker = Worker();

        var result = await RunAsync(worker, task);

        Assert.Equal((TaskState.Failure, "EncodeError", "kombu.exceptions"), (result.Status, result.Failure?.Type, result.Failure?.Module));
        Assert.Contains("of the result", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task A_scope_that_cannot_be_disposed_of_after_the_run_is_a_failure_at_once()
    {
        await using var worker = Worker();

        var result = await RunAsync(worker, "g.breaks");

        Assert.Equal((TaskState.Failure, "InvalidOperationException", "broken 0"), (result.Status, result.Failure?.Type, result.Failure?.Message));
    }

    [Fact]
    public async Task A_scope_that_cannot_be_disposed_of_amid_the_run_is_its_failure()
    {
        await using var worker = Worker();

        Assert.Equal(TaskState.Failure, (await RunAsync(worker, "own")).Status);
        Assert.Equal(6, _runs);
    }

    [Fact]
    public async Task A_result_that_nobody_wants_is_not_written()
    {
        await using var worker = Worker();
        await using var redis = server.Connect();
        await redis.WhenConnectedAsync(TestContext.Current.CancellationToken);
        var message = EnvelopeWriter.Write(new() { Id = "ignored", Task = "nan", IgnoreResult = true }, "tag");

        await redis.UseAsync(db => db.ListLeftPushAsync("celery", message));

        await Eventually.TrueAsync(
            async () => (await worker.MetricsAsync()).Contains(
                """celery_tasks_total{task="nan",status="success"} 1""", StringComparison.Ordinal), "it has succeeded");
    }

    private static async Task<TaskResult> RunAsync(RunningConsumer worker, string task)
    {
        var sent = await worker.Client.EnqueueAsync(task, "[]"u8.ToArray(), "{}"u8.ToArray(), null, TestContext.Current.CancellationToken);
        return await worker.Client.AwaitResultAsync(sent.Id, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private RunningConsumer Worker() => new(server, null, (tasks, services) =>
    {
        tasks.MapTasks(services);
        services.AddScoped<Breaks>();
        tasks.Map(TaskHandler.Create("nan", JsonTypes.Float, (_, _) => Ran(double.NaN), Often));
        var list = JsonTypes.List<double[], double>(JsonTypes.Float, static items => items);
        tasks.Map(TaskHandler.Create("list", list, (_, _) => Ran<double[]>([1, double.NaN]), Often));
        tasks.Map(TaskHandler.Create("null", JsonTypes.Object, (_, _) => Ran<System.Text.Json.Nodes.JsonObject>(null!), Often));
        tasks.Map(TaskHandler.Create(
            "own",
            JsonTypes.Float,
            async (context, _) =>
            {
                Interlocked.Increment(ref _runs);
                await using (var scope = context.CreateScope())
                    scope.ServiceProvider.GetRequiredService<Breaks>().Retries = context.Retries;
                return 1.0;
            },
            Often));
    });

    private ValueTask<T> Ran<T>(T result)
    {
        Interlocked.Increment(ref _runs);
        return ValueTask.FromResult(result);
    }
}
