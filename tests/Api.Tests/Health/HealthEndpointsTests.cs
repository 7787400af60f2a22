using System.Net;
using October.Testing.Redis;

namespace October.Api.Health;

public sealed class HealthEndpointsTests
{
    /// <summary>The reason has the address of Redis, or its settings.</summary>
    [Theory]
    [InlineData(null, "not ready")]
    [InlineData("guess", "not ready")]
    [InlineData("k3y", "not connected to Redis at 127.0.0.1:")]
    [InlineData("r3ader", "not connected to Redis at 127.0.0.1:")]
    public async Task Why_it_is_not_ready_is_told_to_those_with_a_key(string? key, string reason)
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(
            nowhere.Settings, with: static settings => settings with { ApiKey = "k3y send\nr3ader read", RateLimit = 1000 });
        (string, string)[] headers = key is null ? [] : [("X-API-Key", key)];

        var (refused, problem) = await api.SendAsync(HttpMethod.Get, "/ready", null, headers);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (refused.StatusCode, (bool)problem!["ready"]!));
        Assert.StartsWith(reason, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_guesses_keys_without_end_is_not_told_when_one_fits()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings, with: static settings => settings with { ApiKey = "k3y", RateLimit = 1 });
        // Far more than are let in at once, whatever the time that they take.
        var told = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => api.SendAsync(HttpMethod.Get, "/ready", null, ("X-API-Key", "k3y"))));

        Assert.All(told, static answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Response.StatusCode));
        Assert.Contains(told, static answer => (string?)answer.Body!["detail"] == "not ready");
    }

    [Fact]
    public async Task Without_keys_everybody_is_told_why_it_is_not_ready()
    {
        await using var nowhere = new RedisServer();
        await using var api = await RunningApi.StartAsync(nowhere.Settings);

        Assert.StartsWith("not connected to", (string?)(await api.SendAsync(HttpMethod.Get, "/ready")).Body!["detail"], StringComparison.Ordinal);
    }
}
