using System.Net;
using October.Tasks.Configuration;
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
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", " ")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer \t")]
    [InlineData("Authorization", "bearer")]
    public async Task A_blank_key_opens_nothing(string header, string value)
    {
        await using var api = await RunningAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.SendAsync(HttpMethod.Get, "/tasks/a", null, (header, value))).Response.StatusCode);
    }

    [Fact]
    public async Task A_blank_key_is_refused_before_anything_is_served() =>
        await Assert.ThrowsAsync<FormatException>(
            async () => await RunningApi.StartAsync(server.Settings, with: static settings => settings with { ApiKey = "\u00a0" }));

    [Theory]
    [InlineData("API_KEY")]
    [InlineData("API_KEY_FILE")]
    public void A_variable_of_the_key_that_is_empty_does_not_open_the_api(string variable) =>
        Assert.StartsWith(
            $"{variable} is empty: name a key, or leave the variable out",
            Assert.Throws<SettingException>(() => ApiSettings.Read(new SettingReader(name => name == variable ? "" : null))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/ready")]
    public async Task Probes_need_no_key(string path)
    {
        await using var api = await RunningAsync();

        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, path)).Response.StatusCode);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    [InlineData("/docs/scalar.js")]
    [InlineData("/queues")]
    [InlineData("/queues/dead")]
    [InlineData("/")]
    [InlineData("/healthz/")]
    public async Task Whatever_tells_of_the_app_needs_the_key(string path)
    {
        await using var api = await RunningAsync();

        var refused = (await api.SendAsync(HttpMethod.Get, path)).Response.StatusCode;
        Assert.Equal(path == "/healthz/" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, refused);
        Assert.NotEqual(HttpStatusCode.Unauthorized, (await api.SendAsync(HttpMethod.Get, path, null, ("X-API-Key", "k3y"))).Response.StatusCode);
    }

    /// <summary>What a form of another site makes a browser send; programs send no Origin.</summary>
    [Theory]
    [InlineData("http://evil.example", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("null", null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "{}", HttpStatusCode.Accepted)]
    public async Task A_page_of_another_site_cannot_send_tasks(string? origin, string? body, HttpStatusCode expected)
    {
        await using var api = await RunningApi.StartAsync(server.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        (string, string)[] headers = origin is null ? [] : [("Origin", origin)];

        Assert.Equal(expected, (await api.SendAsync(HttpMethod.Post, "/tasks/add", body, headers)).Response.StatusCode);
    }

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings, with: static settings => settings with { ApiKey = "k3y" });
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
