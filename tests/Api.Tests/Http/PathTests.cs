using System.Net;
using System.Text.Json.Nodes;
using October.Tasks.Configuration;
using October.Testing.Redis;

namespace October.Api.Http;

public sealed class PathTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a%252fb c%")]
    [InlineData("/")]
    [InlineData("../queues")]
    [InlineData("ä+?&#")]
    public async Task An_id_of_any_letters_is_found_where_the_answer_says(string id)
    {
        await using var api = await RunningAsync();
        var body = new JsonObject { ["args"] = new JsonArray(2, 3), ["options"] = new JsonObject { ["task_id"] = id } };
        var (accepted, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", body.ToJsonString());
        var location = accepted.Headers.Location!.OriginalString;
        var result = (await api.SendAsync(HttpMethod.Get, location + "?wait=30s")).Body!;
        Assert.Equal((id, "SUCCESS", 5), ((string?)result["id"], (string?)result["status"], (int)result["result"]!));
        Assert.Equal(id, (string?)(await api.SendAsync(HttpMethod.Delete, location)).Body!["id"]);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/ready")]
    [InlineData("/tasks/a")]
    [InlineData("/queues")]
    [InlineData("/queues/dead")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task Head_is_get_without_a_body(string path)
    {
        await using var api = await RunningAsync();
        var (head, _) = await api.SendAsync(HttpMethod.Head, path);
        var (get, _) = await api.SendAsync(HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.OK, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Head_sends_no_task_and_needs_the_key()
    {
        await using var api = await RunningApi.StartAsync(server.Settings, with: static settings => settings with { ApiKey = "k3y" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.SendAsync(HttpMethod.Head, "/tasks/a")).Response.StatusCode);
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed, (await api.SendAsync(HttpMethod.Head, "/queues/dead/x/replay", null, ("X-API-Key", "k3y"))).Response.StatusCode);
    }

    /// <summary>Before, what was answered led to another app's paths.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/shop/api")]
    public async Task Behind_a_proxy_with_a_path_the_answer_says_where_callers_are(string kept)
    {
        await using var api = await RunningApi.StartAsync(server.Settings, worker: true, with: static settings => settings with { PathBase = "/shop/api" });
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, $"{kept}/ready")).Response.IsSuccessStatusCode, "the api is ready");

        var (accepted, _) = await api.SendAsync(HttpMethod.Post, $"{kept}/tasks/add", """{"args":[2,3],"options":{"task_id":"a/b"}}""");
        HttpResponseMessage? run = null;
        await Eventually.TrueAsync(
            async () => (run = (await api.SendAsync(HttpMethod.Post, $"{kept}/schedules/yearly/run")).Response).IsSuccessStatusCode,
            "the schedule is announced");
        var (_, description) = await api.SendAsync(HttpMethod.Get, $"{kept}/openapi/v1.json");

        Assert.Equal("/shop/api/tasks/a%2Fb", accepted.Headers.Location?.OriginalString);
        Assert.StartsWith("/shop/api/tasks/", run!.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Equal("/shop/api", (string?)description!["servers"]![0]!["url"]);
        var result = (await api.SendAsync(HttpMethod.Get, $"{kept}/tasks/a%2Fb?wait=30s")).Body!;
        Assert.Equal(("a/b", 5), ((string?)result["id"], (int)result["result"]!));
    }

    [Theory]
    [InlineData("/shop", null)]
    [InlineData("/shop/v1.2", null)]
    [InlineData("", null)]
    [InlineData("shop", "API_PATH_BASE must be a path such as /shop, without a slash at its end.")]
    [InlineData("/shop/", "API_PATH_BASE must be a path such as /shop, without a slash at its end.")]
    [InlineData("//shop", "API_PATH_BASE must be a path such as /shop, without a slash at its end.")]
    [InlineData("/..", "API_PATH_BASE must be a path such as /shop, without a slash at its end.")]
    [InlineData("/tasks/shop", "API_PATH_BASE must not begin with a path of the api's own.")]
    public void The_path_of_a_proxy_is_checked_at_start(string path, string? problem)
    {
        var read = () => ApiSettings.Read(new SettingReader(name => name == "API_PATH_BASE" ? path : null)).PathBase;

        if (problem is null)
            Assert.Equal(path, read());
        else
            Assert.Equal(problem, Assert.Throws<SettingException>(read).Message);
    }

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings, worker: true);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
