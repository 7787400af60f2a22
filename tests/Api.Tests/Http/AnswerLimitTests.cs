using System.Net;
using System.Net.Sockets;
using System.Text;
using October.Testing.Redis;

namespace October.Api.Http;

public sealed class AnswerLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    /// <summary>Far more than what lies in the buffers of sockets; two of them are half of all.</summary>
    private const int Large = 16 << 20;

    [Fact]
    public async Task Whoever_reads_large_results_slowly_takes_half_of_the_memory_for_them()
    {
        await using (var raw = await server.RawAsync())
        {
            await raw.GetDatabase().StringSetAsync("celery-task-meta-large", $$"""{"status":"SUCCESS","result":"{{new string('x', Large - 100)}}"}""");
            await raw.GetDatabase().StringSetAsync("celery-task-meta-small", """{"status":"SUCCESS","result":1}""");
        }

        await using var api = await RunningApi.StartAsync(server.Settings, with: static settings => settings with { ApiKey = "greedy read\nmodest read" });
        await Eventually.TrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/ready")).Response.IsSuccessStatusCode, "the api is ready");
        TcpClient[] slow = [await AskAsync(api), await AskAsync(api)];

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(api, "greedy", "large"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "greedy", "small"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "modest", "large"));
        foreach (var connection in slow)
            connection.Dispose();
        await Eventually.TrueAsync(async () => await StatusAsync(api, "greedy", "large") == HttpStatusCode.OK, "there is room again");
    }

    /// <summary>Asks, and reads the beginning only.</summary>
    private static async Task<TcpClient> AskAsync(RunningApi api)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        var request = Encoding.ASCII.GetBytes("GET /tasks/large HTTP/1.1\r\nHost: a\r\nX-API-Key: greedy\r\n\r\n");
        await client.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
        var beginning = new byte["HTTP/1.1 200".Length];
        await client.GetStream().ReadExactlyAsync(beginning, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(beginning));
        return client;
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningApi api, string key, string id) =>
        (await api.SendAsync(HttpMethod.Get, $"/tasks/{id}", null, ("X-API-Key", key))).Response.StatusCode;
}
