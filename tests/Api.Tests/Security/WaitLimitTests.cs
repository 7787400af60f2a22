using System.Net;
using October.Tasks.Configuration;
using October.Testing.Redis;

namespace October.Api.Security;

public sealed class WaitLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task One_key_cannot_have_more_requests_wait_and_others_wait_none_the_less()
    {
        await using var api = await RunningApi.StartAsync(
            server.Settings, with: static settings => settings with { ApiKey = "greedy read\nmodest read", MaxWaits = 2, RateLimit = 0 });
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        using var enough = new CancellationTokenSource();
        Task<HttpResponseMessage?>[] waiting = [WaitAsync(api, enough.Token), WaitAsync(api, enough.Token), WaitAsync(api, enough.Token)];

        var refused = await await Task.WhenAny(waiting);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused!.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, "greedy", "")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(api, "modest", "?wait=1ms")).StatusCode);
        await enough.CancelAsync();
        await Task.WhenAll(waiting);
        await Eventually.TrueAsync(async () => (await GetAsync(api, "greedy", "?wait=1ms")).StatusCode == HttpStatusCode.OK, "none waits any more");
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData("0", 0)]
    public void There_is_a_limit_unless_it_is_switched_off(string? value, int waits) =>
        Assert.Equal(waits, ApiSettings.Read(new SettingReader(name => name == "API_MAX_WAITS" ? value : null)).MaxWaits);

    [Fact]
    public void A_wait_ends_before_a_proxy_gives_up() =>
        // nginx after 60 s, HAProxy as an ingress after 50 s; and an answer takes its time.
        Assert.InRange(ApiSettings.Read(new SettingReader(static _ => null)).MaxWait, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));

    private static async Task<HttpResponseMessage> GetAsync(RunningApi api, string key, string query) =>
        (await api.SendAsync(HttpMethod.Get, "/tasks/never-sent" + query, null, ("X-API-Key", key))).Response;

    private static async Task<HttpResponseMessage?> WaitAsync(RunningApi api, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/never-sent?wait=60s");
        request.Headers.Add("X-API-Key", "greedy");
        try
        {
            return await api.Http.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
