using System.Net;
using System.Text.Json.Nodes;
using October.Testing.Redis;

namespace October.Api.Queues;

public sealed class DeadEndpointsTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_message_that_cannot_be_read_is_shown_replayed_and_thrown_away()
    {
        await using var api = await RunningApi.StartAsync(server.Settings, worker: true);
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().ListLeftPushAsync("celery", "gibberish");
        var dead = await OnlyAsync(api);
        Assert.Equal(("gibberish", "celery"), ((string?)dead["message"], (string?)dead["queue"]));
        Assert.Equal(9, (int)dead["size"]!);
        Assert.StartsWith("not a task envelope", (string?)dead["reason"], StringComparison.Ordinal);

        var (replayed, _) = await api.SendAsync(HttpMethod.Post, $"/queues/dead/{dead["entry"]}/replay");
        var again = await OnlyAsync(api, not: (string)dead["entry"]!);
        var (discarded, _) = await api.SendAsync(HttpMethod.Delete, $"/queues/dead/{again["entry"]}");
        var (gone, problem) = await api.SendAsync(HttpMethod.Delete, $"/queues/dead/{again["entry"]}");

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (replayed.StatusCode, discarded.StatusCode, gone.StatusCode));
        Assert.StartsWith("There is no dead message", (string?)problem!["detail"], StringComparison.Ordinal);
        Assert.Equal("[]", await api.Http.GetStringAsync("/queues/dead", TestContext.Current.CancellationToken));
    }

    private static async Task<JsonNode> OnlyAsync(RunningApi api, string? not = null)
    {
        JsonNode? entry = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await api.Http.GetAsync("/queues/dead", TestContext.Current.CancellationToken);
                if (!response.IsSuccessStatusCode)
                    return false;
                entry = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsArray().SingleOrDefault();
                return entry is not null && (string?)entry["entry"] != not;
            },
            "one message is dead");
        return entry!;
    }
}
