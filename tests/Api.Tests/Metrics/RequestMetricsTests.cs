using October.Testing.Redis;

namespace October.Api.Metrics;

public sealed class RequestMetricsTests
{
    [Fact]
    public async Task Requests_are_counted_by_route_and_never_by_path()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings);
        await api.SendAsync(HttpMethod.Get, "/healthz");
        await api.SendAsync(HttpMethod.Get, "/tasks/some-id");
        await api.SendAsync(HttpMethod.Get, "/no/such/path");
        await api.SendAsync(new HttpMethod("BREW"), "/healthz");

        var metrics = await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("""http_requests_total{method="GET",path="/healthz",status="200"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""http_requests_total{method="GET",path="/tasks/{id}",status="503"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("""http_requests_total{method="GET",path="unmatched",status="404"} 1""", metrics, StringComparison.Ordinal);
        Assert.Contains("method=\"other\"", metrics, StringComparison.Ordinal);
        Assert.Contains("""http_request_duration_seconds_count{method="GET",path="/healthz"} 1""", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("some-id", metrics, StringComparison.Ordinal);
    }
}
