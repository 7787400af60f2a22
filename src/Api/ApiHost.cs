using System.Text.Json.Serialization;
using October.Api.Docs;
using October.Api.Errors;
using October.Api.Health;
using October.Api.Http;
using October.Api.Metrics;
using October.Api.Queues;
using October.Api.Security;
using October.Api.Tasks;
using October.Tasks.Client;
using October.Tasks.Configuration;
using October.Tasks.Redis;
using October.Tasks.Schedules;
using October.Tasks.Telemetry;

namespace October.Api;

/// <summary>Puts the api together.</summary>
public static class ApiHost
{
    /// <summary>Runs the api until it is told to stop; the answer is the exit code.</summary>
    /// <param name="args">The command line: <c>--help</c> or nothing.</param>
    /// <param name="configure">Adds to the request pipeline, in front of the endpoints.</param>
    public static Task<int> RunAsync(string[] args, Action<WebApplication>? configure = null) =>
        Startup.RunAsync(
            "october-api",
            "sends tasks to Celery-compatible workers and serves their results over HTTP",
            args,
            ApiSettings.Read,
            settings => Build(settings, configure));

    /// <summary>The api, not yet started.</summary>
    public static WebApplication Build(ApiSettings settings, Action<WebApplication>? configure = null)
    {
        var builder = ServiceBuilder.Create("october-api", settings.Common, settings.ShutdownDelay + settings.Drain);
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = settings.MaxBody);
        builder.Services.ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // Else every number is described as a text, too, which is refused.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            // A result is as deep as its worker allows, and stands in an object.
            options.SerializerOptions.MaxDepth = 1002;
        });
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton<FailureLog>();
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Client);
        builder.Services.AddSingleton<ITaskClient, TaskClient>();
        builder.Services.AddSingleton<IDeadList, DeadList>();
        builder.Services.AddSingleton<IScheduleBoard, ScheduleBoard>();
        builder.Services.AddApiKeys(settings);
        builder.Services.AddSingleton<ResultWait>();
        builder.Services.AddSingleton<StopProgress>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHostedService<StopAnnouncer>();
        builder.WebHost.ListenForMetrics(settings.Common.Listen.Address, settings.MetricsPort);
        var metrics = Prometheus.Metrics.NewCustomRegistry();
        builder.Services.AddSingleton(new RequestMetrics(Prometheus.Metrics.WithCustomRegistry(metrics)));
        var app = builder.Build();
        // Of the queues that tasks are sent to: a worker knows only those that it serves.
        string[] queues = [.. settings.Client.Routes.Queues.Prepend(settings.Client.Queue).Distinct(StringComparer.Ordinal)];
        QueueGauges.Register(metrics, app.Services.GetRequiredService<RedisConnection>(), () => queues, app.Services.GetRequiredService<TimeProvider>());
        if (settings.PathBase.Length > 0)
            app.UsePathBase(settings.PathBase);
        app.UseMiddleware<LastAnswers>();
        app.UseMiddleware<NotKept>();
        app.ServeMetrics(settings.MetricsPort, metrics);
        app.UseRoutingOfHead();
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<HostMiddleware>();
        configure?.Invoke(app);
        app.UseApiKeys(settings);
        app.UseMiddleware<CrossSiteMiddleware>();
        app.MapHealth();
        app.MapApiDescription();
        app.MapGroup("").WithTags("Tasks").MapTasks();
        app.MapGroup("").WithTags("Queues").MapQueues();
        app.MapGroup("").WithTags("Dead messages").MapDead();
        app.MapGroup("").WithTags("Schedules").MapSchedules();
        return app;
    }
}
