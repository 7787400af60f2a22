using System.Net;
using System.Text.Json.Nodes;
using October.Testing.Redis;

namespace October.Api.Tasks;

public sealed class ScheduleEndpointsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task Schedules_are_shown_paused_resumed_and_run()
    {
        await using var api = await RunningApi.StartAsync(server.Settings, worker: true);
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await api.Http.GetAsync("/schedules", TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) != "[]";
            },
            "the worker has announced its schedule");

        var shown = await OnlyAsync(api);
        var (paused, _) = await api.SendAsync(HttpMethod.Post, "/schedules/yearly/pause");
        var whilePaused = await OnlyAsync(api);
        var (run, sent) = await api.SendAsync(HttpMethod.Post, "/schedules/yearly/run");
        var result = JsonNode.Parse(await api.Http.GetStringAsync(run.Headers.Location + "?wait=60s", TestContext.Current.CancellationToken));
        var (resumed, _) = await api.SendAsync(HttpMethod.Post, "/schedules/yearly/resume");
        var (unknown, problem) = await api.SendAsync(HttpMethod.Post, "/schedules/other/run");

        Assert.Equal(
            ("add", "[2,3]", "@yearly", "Europe/Berlin"),
            ((string?)shown["task"], shown["args"]!.ToJsonString(), (string?)shown["cron"], (string?)shown["time_zone"]));
        Assert.Equal(("once", false), ((string?)shown["missed"], (bool)shown["paused"]!));
        Assert.True((DateTimeOffset)shown["next"]! > DateTimeOffset.UtcNow);
        Assert.Equal((HttpStatusCode.NoContent, true), (paused.StatusCode, (bool)whilePaused["paused"]!));
        Assert.Equal((HttpStatusCode.Accepted, "PENDING", 5), (run.StatusCode, (string?)sent!["status"], (int)result!["result"]!));
        Assert.Equal((HttpStatusCode.NoContent, false), (resumed.StatusCode, (bool)(await OnlyAsync(api))["paused"]!));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.StartsWith("No worker that runs has a schedule", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    private static async Task<JsonNode> OnlyAsync(RunningApi api) =>
        Assert.Single(JsonNode.Parse(await api.Http.GetStringAsync("/schedules", TestContext.Current.CancellationToken))!.AsArray())!;
}
