using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using October.Tasks.Configuration;
using October.Tasks.Consumer;
using October.Tasks.Handlers;
using October.Tasks.Redis;
using October.Tasks.Schedules;

namespace October.Api;

/// <summary>The whole api on a free port, with a worker beside it when asked for.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RedisConnection? _redis;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker = Task.CompletedTask;

    private RunningApi(WebApplication app, RedisConnection? redis)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        if ((_redis = redis) is not null)
            _worker = Worker(redis!, Gate.Task).RunAsync(_stop.Token);
    }

    public HttpClient Http { get; }

    /// <summary>Ends the task "report".</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<RunningApi> StartAsync(
        RedisSettings redis, bool worker = false, Func<ApiSettings, ApiSettings>? with = null, Action<WebApplication>? extend = null)
    {
        var settings = new ApiSettings
        {
            Common = new CommonSettings(redis, new IPEndPoint(IPAddress.Loopback, 0), "none"),
            ShutdownDelay = TimeSpan.Zero,
            Client = new() { RetryFor = TimeSpan.FromMilliseconds(200) },
        };
        var app = ApiHost.Build(with?.Invoke(settings) ?? settings);
        extend?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningApi(app, worker ? new RedisConnection(redis, TimeProvider.System, NullLogger<RedisConnection>.Instance) : null);
    }

    public async Task<(HttpResponseMessage Response, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    /// <summary>Stops the api as a signal does; the worker goes on.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        await _stop.CancelAsync();
        await _worker;
        if (_redis is not null)
            await _redis.DisposeAsync();
        Http.Dispose();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private static TaskConsumer Worker(RedisConnection redis, Task gate) => new(
        redis,
        new TaskRegistry().Map(
            TaskHandler.Create(
                "add",
                JsonTypes.Number.Parameter("x"),
                JsonTypes.Number.Parameter("y"),
                JsonTypes.Number,
                static (x, y, _, _) => ValueTask.FromResult(x + y)))
            .Map(
                TaskHandler.Create(
                    "report",
                    JsonTypes.Boolean,
                    async (context, cancellationToken) =>
                    {
                        await context.ReportProgressAsync(new JsonObject { ["current"] = 3 });
                        await gate.WaitAsync(cancellationToken);
                        return true;
                    })),
        new ConsumerSettings
        {
            Schedules = ScheduleText.ReadAll("""[{"name":"yearly","task":"add","args":[2,3],"cron":"@yearly","timeZone":"Europe/Berlin"}]"""),
        },
        Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()),
        TimeProvider.System,
        NullLogger<TaskConsumer>.Instance);
}
