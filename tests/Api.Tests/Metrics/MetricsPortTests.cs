using System.Net;
using October.Testing;
using October.Testing.Redis;

namespace October.Api.Metrics;

public sealed class MetricsPortTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Metrics_are_at_their_port_alone_whatever_the_Host_header_says()
    {
        var port = Loopback.FreePort();
        await using var api = await RunningApi.StartAsync(server.Settings, with: settings => settings with { MetricsPort = port });
        var theirs = new Uri($"http://127.0.0.1:{port}");

        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, "/metrics")).Response.StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, "/metrics", null, ("Host", theirs.Authority))).Response.StatusCode);
        using var scrape = await api.Http.GetAsync(new Uri(theirs, "/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains(
            "http_requests_total", await scrape.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var path in new[] { "/healthz", "/tasks/a", "/queues", "/docs" })
        {
            using var other = await api.Http.GetAsync(new Uri(theirs, path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        }
    }
}
