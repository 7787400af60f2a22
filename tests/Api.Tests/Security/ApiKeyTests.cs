using System.Net;
using October.Testing.Redis;

namespace October.Api.Security;

public sealed class ApiKeyTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData("X-API-Key", "k3y", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer k3y", HttpStatusCode.OK)]
    [InlineData("X-API-Key", "K3y", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic k3y", HttpStatusCode.Unauthorized)]
    [InlineData("X-Other", "k3y", HttpStatusCode.Unauthorized)]
    public async Task Only_the_key_opens_the_tasks(string header, string value, HttpStatusCode expected)
    {
        await using var api = await RunningAsync();

        Assert.Equal(expected, (await api.SendAsync(HttpMethod.Get, "/tasks/a", null, (header, value))).Response.StatusCode);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task Probes_metrics_and_documentation_need_no_key(string path)
    {
        await using var api = await RunningAsync();

        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, path)).Response.StatusCode);
    }

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings, with: static settings => settings with { ApiKey = "k3y" });
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
