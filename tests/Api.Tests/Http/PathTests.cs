using System.Net;
using System.Text.Json.Nodes;
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

    private async Task<RunningApi> RunningAsync()
    {
        var api = await RunningApi.StartAsync(server.Settings, worker: true);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
