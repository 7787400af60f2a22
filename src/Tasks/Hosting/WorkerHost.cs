using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using October.Tasks.Client;
using October.Tasks.Configuration;
using October.Tasks.Consumer;
using October.Tasks.Redis;
using October.Tasks.Telemetry;
using Prometheus;

namespace October.Tasks.Hosting;

/// <summary>A worker as a program: a consumer with settings from the environment, and a port for probes and metrics.</summary>
public static class WorkerHost
{
    /// <summary>What stopping may take beyond the drain itself: handing back and closing.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);

    /// <summary>Runs the worker until it is told to stop; the answer is the exit code.</summary>
    /// <param name="args">The command line: <c>--help</c> or nothing.</param>
    /// <param name="configure">Adds the worker's own tasks and services.</param>
    public static Task<int> RunAsync(string[] args, Action<WorkerBuilder>? configure = null) =>
        Startup.RunAsync(
            "october-worker", "runs tasks from Celery-compatible queues in Redis", args, WorkerSettings.Read, settings => Build(settings, configure));

    /// <summary>The worker, not yet started.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="configure">Adds the worker's own tasks and services.</param>
    public static WebApplication Build(WorkerSettings settings, Action<WorkerBuilder>? configure = null)
    {
        var builder = ServiceBuilder.Create("october-worker", settings.Common, settings.Consumer.Drain + StopMargin);
        builder.Services.AddSingleton<ITaskClient>(services => new TaskClient(
            services.GetRequiredService<RedisConnection>(),
            new TaskClientSettings { Queue = settings.Consumer.Queues[0], Routes = settings.Consumer.Routes, Origin = settings.Consumer.NodeName },
            services.GetRequiredService<TimeProvider>()));
        var worker = new WorkerBuilder(builder.Services);
        worker.Tasks.Map(AddTask.Handler).Map(PingTask.Handler);
        configure?.Invoke(worker);
        var metrics = Metrics.NewCustomRegistry();
        builder.Services.AddSingleton(services => new TaskConsumer(
            services.GetRequiredService<RedisConnection>(),
            worker.Tasks,
            settings.Consumer,
            Metrics.WithCustomRegistry(metrics),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<TaskConsumer>>(),
            services));
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
