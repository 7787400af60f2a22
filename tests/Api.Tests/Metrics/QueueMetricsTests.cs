using System.Net;
using October.Tasks.Client;
using October.Testing.Redis;

namespace October.Api.Metrics;

/// <summary>What waits is counted by the api, too: a worker knows only the queues that it serves.</summary>
public sealed class QueueMetricsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Every_queue_that_the_api_sends_to_by_itself_has_its_length()
    {
        await using var api = await RunningApi.StartAsync(
            server.Settings, with: settings => settings with { Client = settings.Client with { Routes = TaskRoutes.Parse("report=slow,mail.*=slow") } });
        foreach (var task in new[] { "add", "report", "report" })
            Assert.Equal(HttpStatusCode.Accepted, (await api.SendAsync(HttpMethod.Post, $"/tasks/{task}", """{"args":[2,3]}""")).Response.StatusCode);

        var lines = (await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');

        Assert.Contains("celery_queue_length{queue_name=\"celery\"} 1", lines);
        Assert.Contains("celery_queue_length{queue_name=\"slow\"} 2", lines);
        Assert.Contains("october_tasks_dead 0", lines);
    }

    [Fact]
    public async Task Without_Redis_there_are_no_lengths_and_all_other_metrics()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings);
        await api.SendAsync(HttpMethod.Get, "/healthz");

        var metrics = await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("""http_requests_total{method="GET",path="/healthz",status="200"} 1""", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("celery_queue_length{", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("\noctober_tasks_dead ", metrics, StringComparison.Ordinal);
    }
}
