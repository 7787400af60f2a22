using System.Text.Json;
using October.Tasks.Client;
using October.Tasks.Configuration;
using October.Tasks.Redis;

namespace OctoberShop.Api;

/// <summary>An api that lets a worker do the work.</summary>
public static class GreetingsApi
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public static WebApplication Build(ApiSettings settings)
    {
        var builder = ServiceBuilder.Create("api", settings.Common, shutdown: TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(new TaskClientSettings { Queue = settings.Queue });
        builder.Services.AddSingleton<ITaskClient, TaskClient>();
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/ready", IsReadyAsync);
        app.MapGet("/greetings/{name}", GreetAsync);
        return app;
    }

    private static async Task<IResult> IsReadyAsync(RedisConnection redis, TaskClientSettings settings)
    {
        try
        {
            await redis.CheckAsync(settings.Queue);
            return Results.Text("ready");
        }
        catch (QueueUnavailableException)
        {
            return Results.StatusCode(503);
        }
    }

    /// <summary>The greeting; 202 where no worker has written it within five seconds, and 500 where the task has failed.</summary>
    private static async Task<IResult> GreetAsync(string name, ITaskClient tasks, CancellationToken cancellationToken)
    {
        var args = JsonSerializer.SerializeToUtf8Bytes(new[] { name });
        var sent = await tasks.EnqueueAsync("greet", args, "{}"u8.ToArray(), cancellationToken: cancellationToken);
        var result = await tasks.AwaitResultAsync(sent.Id, Wait, cancellationToken);
        return result.Status == "SUCCESS"
            ? Results.Text($"{result.Value}")
            : Results.Text($"{sent.Id} is {result.Status}", statusCode: result.IsTerminal ? 500 : 202);
    }
}
