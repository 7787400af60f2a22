using System.Net;
using October.Testing.Redis;

namespace October.Api.Tasks;

public sealed class RevokeTests(RedisServer server) : IClassFixture<RedisServer>
{
    public static TheoryData<string> Paths => ["/tasks/stamp%0Atenant%0Aacme", "/tasks/a%00b", "/tasks/" + new string('x', 201)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Only_what_may_be_sent_under_an_id_is_asked_for_or_revoked_by_it(string path)
    {
        await using var api = await RunningApi.StartAsync(server.Settings);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            var (refused, _) = await api.SendAsync(method, path);
            // Some the server refuses by itself.
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        await using var raw = await server.RawAsync();
        Assert.Equal(0, await raw.GetDatabase().SortedSetLengthAsync("october:revoked"));
    }

    [Fact]
    public async Task Beyond_the_limit_of_revocations_the_answer_is_503_with_a_time_to_come_back()
    {
        await using var api = await RunningApi.StartAsync(server.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().SortedSetAddAsync(
            "october:revoked", [.. Enumerable.Range(0, 100_000).Select(static id => new StackExchange.Redis.SortedSetEntry($"{id}", 9e9))]);

        var (refused, problem) = await api.SendAsync(HttpMethod.Delete, "/tasks/never-sent");
        await raw.GetDatabase().KeyDeleteAsync("october:revoked");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromMinutes(1)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.StartsWith("Not revoked: 100000 revocations are remembered", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STARTED", "STARTED")]
    [InlineData("PROGRESS", "PROGRESS")]
    [InlineData("RETRY", "RETRY")]
    [InlineData("SUCCESS", "SUCCESS")]
    [InlineData("FULL", "FULL")]
    [InlineData("L\\u00c4UFT", "L\u00c4UFT")]
    public async Task The_answer_has_the_state_that_is_recorded(string stored, string status)
    {
        await using var raw = await server.RawAsync();
        await raw.GetDatabase().StringSetAsync("celery-task-meta-some", $$"""{"status": "{{stored}}", "result": null}""");
        await using var api = await RunningApi.StartAsync(server.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");

        var (revoked, answer) = await api.SendAsync(HttpMethod.Delete, "/tasks/some");

        Assert.Equal((HttpStatusCode.OK, status), (revoked.StatusCode, (string?)answer!["status"]));
        Assert.Equal(status != "SUCCESS", await raw.GetDatabase().SortedSetRemoveAsync("october:revoked", "some"));
    }

    [Theory]
    [InlineData("POST", "/queues/dead/a%0Ab/replay")]
    [InlineData("DELETE", "/queues/dead/a%0Ab")]
    public async Task No_dead_message_has_an_entry_of_two_lines(string method, string path)
    {
        await using (var raw = await server.RawAsync())
            await raw.GetDatabase().HashSetAsync("october:dead:a\nb", [new("list", "celery"), new("reason", "r"), new("message", "m"), new("at", 1)]);
        await using var api = await RunningApi.StartAsync(server.Settings);
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");

        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(new HttpMethod(method), path)).Response.StatusCode);
    }
}
