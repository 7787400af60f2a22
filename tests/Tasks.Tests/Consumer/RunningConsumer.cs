using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Client;
using October.Tasks.Handlers;
using October.Tasks.Redis;
using October.Testing.Redis;
using Prometheus;

namespace October.Tasks.Consumer;

/// <summary>A consumer that runs in this process, with the tasks that the tests call.</summary>
internal sealed class RunningConsumer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CollectorRegistry _metrics = Metrics.NewCustomRegistry();
    private readonly RedisConnection _redis;
    private readonly ServiceProvider _services;
    private readonly Task _run;

    public RunningConsumer(RedisServer server, ConsumerSettings? settings = null, Action<TaskRegistry, IServiceCollection>? add = null)
        : this(server.Settings, settings, null, add)
    {
    }

    public RunningConsumer(
        RedisSettings redis, ConsumerSettings? settings = null, ILogger<TaskConsumer>? logger = null, Action<TaskRegistry, IServiceCollection>? add = null,
        TimeProvider? time = null)
    {
        var (registry, services) = (Registry, new ServiceCollection());
        add?.Invoke(registry, services);
        _services = services.BuildServiceProvider();
        _redis = new RedisConnection(redis, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        Consumer = new TaskConsumer(
            _redis,
            registry,
            settings ?? new ConsumerSettings(),
            Metrics.WithCustomRegistry(_metrics),
            time ?? TimeProvider.System,
            logger ?? NullLogger<TaskConsumer>.Instance,
            _services);
        Client = new TaskClient(_redis, new TaskClientSettings(), TimeProvider.System);
        _run = Task.Run(() => Consumer.RunAsync(_stop.Token));
    }

    public TaskConsumer Consumer { get; }

    public TaskClient Client { get; }

    /// <summary>Ends when the consumer has stopped.</summary>
    public Task Ended => _run;

    /// <summary>Ends the task "wait".</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Waiting => Volatile.Read(ref _waiting);

    private int _waiting;

    private TaskRegistry Registry =>
        new TaskRegistry()
            .Map(
                TaskHandler.Create(
                    "add",
                    JsonTypes.Number.Parameter("x"),
                    JsonTypes.Number.Parameter("y"),
                    JsonTypes.Number,
                    static (x, y, _, _) => ValueTask.FromResult(x + y)))
            .Map(TaskHandler.Create("ping", JsonTypes.Text, static (_, _) => ValueTask.FromResult("pong")))
            .Map(TaskHandler.Create("echo", JsonTypes.Any.Parameter("value"), JsonTypes.Any, static (value, _, _) => ValueTask.FromResult(value.Clone())))
            .Map(
                TaskHandler.Create(
                    "total",
                    JsonTypes.Any.Parameter("values"),
                    JsonTypes.Integer,
                    static (values, _, _) => ValueTask.FromResult(values.EnumerateArray().Sum(static value => value.GetInt64()))))
            .Map(
                TaskHandler.Create(
                    "fail",
                    JsonTypes.Text.Parameter("message"),
                    JsonTypes.Text,
                    static ValueTask<string> (message, _, _) => throw new InvalidOperationException(message)))
            .Map(
                TaskHandler.Create(
                    "flaky",
                    JsonTypes.Integer.Parameter("failures"),
                    JsonTypes.Integer,
                    static (failures, context, _) =>
                        context.Message.Retries < failures
                            ? throw new InvalidOperationException("not yet")
                            : ValueTask.FromResult((long)context.Message.Retries),
                    new RetryPolicy(5, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50))))
            .Map(
                TaskHandler.Create(
                    "block",
                    JsonTypes.Text,
                    (_, _) =>
                    {
                        Interlocked.Increment(ref _waiting);
                        Gate.Task.Wait(CancellationToken.None);
                        return ValueTask.FromResult("done");
                    }))
            .Map(
                TaskHandler.Create(
                    "throw",
                    JsonTypes.Text.Parameter("kind"),
                    JsonTypes.Text,
                    static ValueTask<string> (kind, _, _) => throw Thrown.Of(kind)))
            .Map(
                TaskHandler.Create(
                    "endless",
                    JsonTypes.Text,
                    static async (_, cancellationToken) =>
                    {
                        await Task.Delay(Timeout.Infinite, cancellationToken);
                        return "never";
                    }))
            .Map(
                TaskHandler.Create(
                    "wait",
                    JsonTypes.Text,
                    async (_, cancellationToken) =>
                    {
                        Interlocked.Increment(ref _waiting);
                        await Gate.Task.WaitAsync(cancellationToken);
                        return "done";
                    }));

    /// <summary>The consumer's metrics, as Prometheus reads them.</summary>
    public async Task<string> MetricsAsync()
    {
        using var text = new MemoryStream();
        await _metrics.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        await StopAsync();
        await _redis.DisposeAsync();
        await _services.DisposeAsync();
        _stop.Dispose();
    }
}
