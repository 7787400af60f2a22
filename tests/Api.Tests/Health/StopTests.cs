using System.Net;
using October.Testing.Redis;

namespace October.Api.Health;

public sealed class StopTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_wait_for_a_result_ends_with_what_is_known_when_the_api_stops()
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-known", """{"status":"STARTED","result":null}""");
        Task<(HttpResponseMessage Response, System.Text.Json.Nodes.JsonNode? Body)>[] waiting =
            [api.SendAsync(HttpMethod.Get, "/tasks/never-sent?wait=50s"), api.SendAsync(HttpMethod.Get, "/tasks/known?wait=50s")];
        foreach (var id in new[] { "never-sent", "known" })
            await Eventually.TrueAsync(
                async () => await raw.GetDatabase().PublishAsync(StackExchange.Redis.RedisChannel.Literal($"celery-task-meta-{id}"), "{}") == 1, "it waits");

        await api.StopAsync(TestContext.Current.CancellationToken);

        var answers = await Task.WhenAll(waiting);
        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Response.StatusCode));
        Assert.Equal(["PENDING", "STARTED"], answers.Select(static answer => (string?)answer.Body!["status"]));
    }

    [Fact]
    public async Task Connections_are_closed_with_the_answers_from_not_ready_on()
    {
        await using var api = await RunningAsync(static settings => settings with { ShutdownDelay = TimeSpan.FromHours(1) });
        Assert.NotEqual(true, (await api.SendAsync(HttpMethod.Get, "/healthz")).Response.Headers.ConnectionClose);
        using var enough = new CancellationTokenSource();

        var stopping = api.StopAsync(enough.Token);

        await Eventually.TrueAsync(
            async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.StatusCode == HttpStatusCode.ServiceUnavailable, "it is not ready");
        Assert.True((await api.SendAsync(HttpMethod.Get, "/ready")).Response.Headers.ConnectionClose);
        var (answer, _) = await api.SendAsync(HttpMethod.Get, "/tasks/never-sent");
        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, answer.Headers.ConnectionClose));
        await enough.CancelAsync();
        await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task<RunningApi> RunningAsync(Func<ApiSettings, ApiSettings>? with = null)
    {
        var api = await RunningApi.StartAsync(server.Settings, with: with);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
