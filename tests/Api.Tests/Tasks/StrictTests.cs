using System.Net;
using October.Testing.Redis;

namespace October.Api.Tasks;

/// <summary>An api with <c>TASKS_STRICT</c>.</summary>
public sealed class StrictTests(RedisServer server) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private const string Known = "october:tasks";

    public async ValueTask InitializeAsync() => await server.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_strict_api_refuses_unknown_tasks_and_names_the_known_ones()
    {
        await using var api = await RunningAsync(worker: true);
        await Eventually.TrueAsync(
            async () => (await api.SendAsync(HttpMethod.Post, "/tasks/add", """{"args":[1,2]}""")).Response.StatusCode == HttpStatusCode.Accepted,
            "the worker has announced its tasks");

        var (refused, problem) = await api.SendAsync(HttpMethod.Post, "/tasks/multiply", "{}");

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal("No worker runs a task \"multiply\". Known tasks: add, report.", (string?)problem!["detail"]);
    }

    [Fact]
    public async Task Where_no_worker_has_announced_itself_nothing_is_said_to_be_unknown()
    {
        await using var api = await RunningAsync();

        var (refused, problem) = await api.SendAsync(HttpMethod.Post, "/tasks/add", """{"args":[1,2]}""");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.StartsWith("No worker has announced its tasks within the last minute", (string?)problem!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_whose_worker_is_away_is_not_unknown_while_other_workers_run()
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        var now = DateTimeOffset.UtcNow;
        foreach (var (name, at) in new[] { ("add", now), ("report", now.AddHours(-1)), ("old", now.AddDays(-2)) })
            await raw.GetDatabase().SortedSetAddAsync(Known, name, at.ToUnixTimeMilliseconds());

        var (away, problem) = await api.SendAsync(HttpMethod.Post, "/tasks/report", "{}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (away.StatusCode, away.Headers.RetryAfter!.Delta));
        Assert.StartsWith("No worker that runs task \"report\" has announced itself", (string?)problem!["detail"], StringComparison.Ordinal);
        foreach (var gone in new[] { "old", "never" })
            Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Post, $"/tasks/{gone}", "{}")).Response.StatusCode);
    }

    [Theory]
    [InlineData("""{"args":[1,2]}""", "key-1")]
    [InlineData("""{"args":[1,2],"options":{"task_id":"mine"}}""", null)]
    [InlineData("""{"args":[1,2],"options":{"task_id":"ours"}}""", "key-2")]
    public async Task What_was_accepted_once_is_accepted_again_whatever_is_known(string body, string? key)
    {
        await using var api = await RunningAsync();
        await using var raw = await server.RawAsync();
        (string, string)[] headers = key is null ? [] : [("Idempotency-Key", key)];
        await raw.GetDatabase().SortedSetAddAsync(Known, "add", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var (accepted, first) = await api.SendAsync(HttpMethod.Post, "/tasks/add", body, headers);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await raw.GetDatabase().KeyDeleteAsync(Known);

        var (repeated, second) = await api.SendAsync(HttpMethod.Post, "/tasks/add", body, headers);
        var (conflict, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", body.Replace("1,2", "2,1", StringComparison.Ordinal), headers);
        var (other, _) = await api.SendAsync(HttpMethod.Post, "/tasks/add", """{"args":[1,2]}""", ("Idempotency-Key", "another"));

        Assert.Equal((HttpStatusCode.Accepted, (string?)first!["id"]), (repeated.StatusCode, (string?)second!["id"]));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable), (conflict.StatusCode, other.StatusCode));
        Assert.Equal(1, await raw.GetDatabase().ListLengthAsync("celery"));
    }

    private async Task<RunningApi> RunningAsync(bool worker = false)
    {
        var api = await RunningApi.StartAsync(server.Settings, worker, static settings => settings with { Strict = true });
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        return api;
    }
}
