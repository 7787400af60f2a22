using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using October.Testing.Redis;

namespace October.Api.Errors;

public sealed class FailureLogTests(RedisServer server) : IClassFixture<RedisServer>
{
    private readonly Recorder _log = new();

    [Fact]
    public async Task Why_requests_are_answered_with_5xx_is_logged_once_for_each_kind()
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        foreach (var id in new[] { "one", "two" })
        {
            await raw.GetDatabase().StringSetAsync($"celery-task-meta-{id}", """{"result":1}""");
            Assert.Equal(HttpStatusCode.InternalServerError, (await api.SendAsync(HttpMethod.Get, $"/tasks/{id}")).Response.StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await api.SendAsync(HttpMethod.Get, $"/tasks/{id}?wait=x")).Response.StatusCode);
        }

        var line = Assert.Single(_log.Lines, static line => line.Text.Contains("is answered with 500", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.EndsWith(
            "/tasks/{id} => GetAsync is answered with 500: the stored result of task one is not JSON as Celery writes it", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_absence_is_logged_as_a_warning()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings, extend: Record);
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.SendAsync(HttpMethod.Get, "/queues")).Response.StatusCode);

        var line = Assert.Single(_log.Lines, static line => line.Text.Contains("/queues", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("is answered with 503: ", line.Text, StringComparison.Ordinal);
    }

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings, extend: Record);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }

    private void Record(Microsoft.AspNetCore.Builder.WebApplication app) => app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);

    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
