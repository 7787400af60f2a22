using System.Net;
using System.Text.RegularExpressions;
using October.Testing.Redis;

namespace October.Api.Http;

public sealed class CacheControlTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/ready", HttpStatusCode.OK)]
    [InlineData("/tasks/a", HttpStatusCode.OK)]
    [InlineData("/tasks/a?wait=soon", HttpStatusCode.BadRequest)]
    [InlineData("/queues", HttpStatusCode.OK)]
    [InlineData("/queues/dead", HttpStatusCode.OK)]
    [InlineData("/schedules", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/docs/", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task No_answer_is_kept_in_between(string path, HttpStatusCode status)
    {
        await using var api = await RunningAsync();

        var (answer, _) = await api.SendAsync(HttpMethod.Get, path);

        Assert.Equal(status, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_refusal_is_kept_no_more_than_an_answer()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings, with: static settings => settings with { ApiKey = "k3y" });

        foreach (var (path, status) in new[] { ("/queues", HttpStatusCode.Unauthorized), ("/ready", HttpStatusCode.ServiceUnavailable) })
        {
            var (answer, _) = await api.SendAsync(HttpMethod.Get, path);
            Assert.Equal((status, true), (answer.StatusCode, answer.Headers.CacheControl?.NoStore));
        }

        var (failed, _) = await api.SendAsync(HttpMethod.Get, "/queues", null, ("X-API-Key", "k3y"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (failed.StatusCode, failed.Headers.CacheControl?.NoStore));
    }

    [Fact]
    public async Task The_scripts_of_the_documentation_may_be_kept()
    {
        await using var api = await RunningAsync();
        var page = await api.Http.GetStringAsync("/docs/", TestContext.Current.CancellationToken);
        var scripts = Regex.Matches(page, "(?<=src=\")[^\"]+(?=\")", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(static match => match.Value)
            .ToList();
        Assert.NotEmpty(scripts);

        foreach (var script in scripts)
        {
            using var answer = await api.Http.GetAsync(new Uri("/docs/" + script, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, answer.Headers.CacheControl?.NoStore ?? false));
        }
    }

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
