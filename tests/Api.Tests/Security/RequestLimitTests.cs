using System.Net;
using Microsoft.AspNetCore.Builder;
using October.Tasks.Configuration;
using October.Testing.Redis;

namespace October.Api.Security;

public sealed class RequestLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task One_key_has_so_many_requests_under_way_and_others_as_many_of_their_own()
    {
        var (begun, end) = (new SemaphoreSlim(0), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var api = await RunningApi.StartAsync(
            server.Settings,
            with: static settings => settings with { ApiKey = "greedy send,read,operate\nmodest send,read,operate", MaxRequests = 2 },
            extend: app => app.MapGet("/held", async () =>
            {
                begun.Release();
                await end.Task;
            }));
        var held = new[] { StatusAsync(api, "greedy", "/held"), StatusAsync(api, "greedy", "/held") };
        foreach (var _ in held)
            await begun.WaitAsync(TestContext.Current.CancellationToken);

        var (refused, problem) = await api.SendAsync(HttpMethod.Get, "/openapi/v1.json", null, ("X-API-Key", "greedy"));

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Contains("API_MAX_REQUESTS", (string?)problem!["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "modest", "/openapi/v1.json"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "greedy", "/healthz"));
        end.SetResult();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await Task.WhenAll(held));
        await Eventually.TrueAsync(async () => await StatusAsync(api, "greedy", "/openapi/v1.json") == HttpStatusCode.OK, "there is room again");
    }

    [Theory]
    [InlineData(null, 1000)]
    [InlineData("0", 0)]
    public void There_is_a_limit_unless_it_is_switched_off(string? value, int requests) =>
        Assert.Equal(requests, ApiSettings.Read(new SettingReader(name => name == "API_MAX_REQUESTS" ? value : null)).MaxRequests);

    private static async Task<HttpStatusCode> StatusAsync(RunningApi api, string key, string path) =>
        (await api.SendAsync(HttpMethod.Get, path, null, ("X-API-Key", key))).Response.StatusCode;
}
