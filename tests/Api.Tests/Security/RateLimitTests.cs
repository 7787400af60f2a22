using System.Net;
using October.Testing.Redis;

namespace October.Api.Security;

public sealed class RateLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    /// <summary>Far more than are let in at once, whatever the time that they take.</summary>
    private const int Many = 200;

    [Fact]
    public async Task One_key_cannot_use_up_what_others_have()
    {
        await using var api = await RunningApi.StartAsync(
            server.Settings, with: static settings => settings with { ApiKey = "greedy send,read\nmodest send,read", RateLimit = 1 });
        var (status, refused) = await FloodAsync(api, "/tasks/a", ("X-API-Key", "greedy"));
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("1", refused!.Headers.RetryAfter?.ToString());
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await api.SendAsync(HttpMethod.Get, "/tasks/a", null, ("X-API-Key", "modest"))).Response.StatusCode);
    }

    /// <summary>Guessing costs the guesser its own share: whoever has a key is counted by it.</summary>
    [Fact]
    public async Task Wrong_keys_are_counted_by_address()
    {
        await using var api = await RunningApi.StartAsync(server.Settings, with: static settings => settings with { ApiKey = "k3y", RateLimit = 1 });
        Assert.Equal(HttpStatusCode.TooManyRequests, (await FloodAsync(api, "/tasks/a", ("X-API-Key", "guess"))).Status);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await api.SendAsync(HttpMethod.Get, "/tasks/a", null, ("X-API-Key", "k3y"))).Response.StatusCode);
    }

    [Fact]
    public async Task Without_keys_an_address_is_a_caller_whatever_a_header_says()
    {
        await using var api = await RunningApi.StartAsync(server.Settings, with: static settings => settings with { RateLimit = 1 });
        Assert.Equal(HttpStatusCode.TooManyRequests, (await FloodAsync(api, "/tasks/a", ("X-Forwarded-For", "{0}"))).Status);
        // A kubelet that is refused would restart the pod.
        for (var i = 0; i < Many; i++)
            Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/healthz")).Response.StatusCode);
    }

    /// <summary>Sends until one is refused.</summary>
    private static async Task<(HttpStatusCode Status, HttpResponseMessage? Refused)> FloodAsync(RunningApi api, string path, (string Name, string Value) header)
    {
        var responses = await Task.WhenAll(Enumerable.Range(1, Many).Select(i =>
            api.SendAsync(HttpMethod.Get, path, null, (header.Name, header.Value.Replace("{0}", $"10.0.0.{i}", StringComparison.Ordinal)))));
        var refused = responses.Select(answer => answer.Response).FirstOrDefault(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        return (refused?.StatusCode ?? responses[^1].Response.StatusCode, refused);
    }
}
