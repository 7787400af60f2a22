using October.Tasks.Configuration;
using October.Tasks.Consumer;
using October.Tasks.Handlers;
using October.Tasks.Redis;
using October.Tasks.Telemetry;
using October.Worker.Handlers;
using October.Worker.Health;
using Prometheus;

namespace October.Worker;

/// <summary>Puts the worker together: a consumer, and a port for probes and metrics.</summary>
public static class WorkerHost
{
    /// <summary>What stopping may take beyond the drain itself: handing back and closing.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);

    /// <summary>Runs the worker until it is told to stop; the answer is the exit code.</summary>
    /// <param name="args">The command line: <c>--help</c> or nothing.</param>
    /// <param name="configure">Adds or replaces tasks.</param>
    public static Task<int> RunAsync(string[] args, Action<TaskRegistry>? configure = null) =>
        Startup.RunAsync(
            "october-worker", "runs tasks from Celery-compatible queues in Redis", args, WorkerSettings.Read, settings => Build(settings, configure));

    /// <summary>The worker, not yet started.</summary>
    public static WebApplication Build(WorkerSettings settings, Action<TaskRegistry>? configure = null)
    {
        var builder = ServiceBuilder.Create("october-worker", settings.Common, settings.Consumer.Drain + StopMargin);
        var registry = new TaskRegistry().Map(AddTask.Handler).Map(PingTask.Handler);
        configure?.Invoke(registry);
        var metrics = Metrics.NewCustomRegistry();
        builder.Services.AddSingleton(services => new TaskConsumer(
            services.GetRequiredService<RedisConnection>(),
            registry,
            settings.Consumer,
            Metrics.WithCustomRegistry(metrics),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<TaskConsumer>>()));
        builder.Services.AddHostedService<ConsumerService>();
        var app = builder.Build();
        QueueGauges.Register(
            metrics,
            app.Services.GetRequiredService<RedisConnection>(),
            () => app.Services.GetRequiredService<TaskConsumer>().Queues,
            app.Services.GetRequiredService<TimeProvider>());
        app.MapWorkerHealth();
        app.MapMetrics("/metrics", metrics);
        return app;
    }
}
