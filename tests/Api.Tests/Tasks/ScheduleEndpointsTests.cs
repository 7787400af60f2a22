using System.Net;
using System.Text.Json.Nodes;
using October.Testing.Redis;

namespace October.Api.Tasks;

public sealed class ScheduleEndpointsTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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
        var result = JsonNode.Parse(await api.Http.GetStringAsync(run.Headers.Location + "?wait=50s", TestContext.Current.CancellationToken));
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

    [Fact]
    public async Task A_schedule_that_cannot_be_shown_hides_no_other()
    {
        await using var raw = await server.RawAsync();
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (var (name, args) in new[] { ("half", "[\"\\ud800\"]"), ("named", "[{\"\\ud800\":1}]"), ("whole", "[\"\\ud83d\\ude00\"]") })
            await raw.GetDatabase().HashSetAsync("october:schedules", name, $$"""{{now}} {"name":"{{name}}","task":"add","cron":"@yearly","args":{{args}}}""");
        await using var api = await RunningAsync();

        Assert.Equal("whole", (string?)(await OnlyAsync(api))["name"]);
    }

    [Fact]
    public async Task A_run_with_an_idempotency_key_is_sent_once()
    {
        await using var raw = await server.RawAsync();
        foreach (var name in new[] { "one", "two" })
            await raw.GetDatabase().HashSetAsync(
                "october:schedules",
                name,
                $$"""{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}} {"name":"{{name}}","task":"{{name}}","cron":"@yearly"}""");
        await using var api = await RunningAsync();
        var key = ("Idempotency-Key", "once");

        var (_, first) = await api.SendAsync(HttpMethod.Post, "/schedules/one/run", null, key);
        var (again, second) = await api.SendAsync(HttpMethod.Post, "/schedules/one/run", null, key);
        var (conflict, _) = await api.SendAsync(HttpMethod.Post, "/schedules/two/run", null, key);
        var (refused, _) = await api.SendAsync(HttpMethod.Post, "/schedules/one/run", null, ("Idempotency-Key", new string('x', 256)));
        var (_, other) = await api.SendAsync(HttpMethod.Post, "/schedules/one/run");

        Assert.Equal((HttpStatusCode.Accepted, (string?)first!["id"]), (again.StatusCode, (string?)second!["id"]));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (conflict.StatusCode, refused.StatusCode));
        Assert.NotEqual((string?)first["id"], (string?)other!["id"]);
        Assert.Equal(2, await raw.GetDatabase().ListLengthAsync("celery"));
    }

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }

    private static async Task<JsonNode> OnlyAsync(RunningApi api) =>
        Assert.Single(JsonNode.Parse(await api.Http.GetStringAsync("/schedules", TestContext.Current.CancellationToken))!.AsArray())!;
}
