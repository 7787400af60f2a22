using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using October.Tasks.Redis;
using October.Testing.Redis;

namespace October.Tasks.Configuration;

public sealed class ConnectionLimitTests
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_connection_that_was_idle_longest_makes_room_for_a_new_one()
    {
        await using var app = await StartAsync(2);
        using var first = await ConnectAsync(app);
        using var second = await ConnectAsync(app);
        Assert.True(await AnswersAsync(first));
        Assert.True(await AnswersAsync(second));
        Assert.True(await AnswersAsync(first));

        await ConnectsAsync(app);

        Assert.False(await AnswersAsync(second));
        Assert.True(await AnswersAsync(first));
    }

    [Fact]
    public async Task Whoever_opens_connections_and_asks_nothing_keeps_nobody_out()
    {
        await using var app = await StartAsync(10);
        var silent = new List<TcpClient>();
        for (var i = 0; i < 100; i++)
            silent.Add(await ConnectAsync(app));

        var ended = silent.Select(EndAsync).ToArray();
        await Eventually.TrueAsync(() => ended.Count(static end => end.IsCompleted) == 90, "the others are closed");

        await ConnectsAsync(app);
        silent.ForEach(static connection => connection.Dispose());
        await Task.WhenAll(ended);
    }

    [Fact]
    public async Task One_on_which_a_request_is_being_answered_is_kept()
    {
        await using var app = await StartAsync(1);
        using var busy = await ConnectAsync(app);
        var answer = AnswersAsync(busy, "/held");
        await _begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        using (var other = await ConnectAsync(app))
            Assert.False(await AnswersAsync(other));
        _end.SetResult();

        Assert.True(await answer);
        await ConnectsAsync(app);
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData("0", 0)]
    public void There_is_a_limit_unless_it_is_switched_off(string? value, int connections)
    {
        var reader = new SettingReader(name => name == "MAX_CONNECTIONS" ? value : null);
        Assert.Equal(connections, CommonSettings.Read(reader, defaultPort: 8000).MaxConnections);
    }

    private async Task<WebApplication> StartAsync(int most)
    {
        var settings = new CommonSettings(new RedisSettings(), new IPEndPoint(IPAddress.Loopback, 0), "none") { MaxConnections = most };
        var app = ServiceBuilder.Create("a", settings, TimeSpan.FromMinutes(1)).Build();
        app.Map("/", static http => Task.CompletedTask);
        app.Map("/held", async (HttpContext http) =>
        {
            _begun.TrySetResult();
            await _end.Task;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<TcpClient> ConnectAsync(WebApplication app)
    {
        var client = new TcpClient();
        var address = new Uri(app.Urls.First());
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>A new connection is served, as soon as the requests are over whose answers have come.</summary>
    private static Task ConnectsAsync(WebApplication app) => Eventually.TrueAsync(
        async () =>
        {
            using var connection = await ConnectAsync(app);
            return await AnswersAsync(connection);
        },
        "there is room for one more");

    /// <summary>Whether a request is answered with 200; false where the connection is, or is being, closed.</summary>
    private static async Task<bool> AnswersAsync(TcpClient connection, string path = "/")
    {
        try
        {
            var request = Encoding.ASCII.GetBytes($"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            await connection.GetStream().WriteAsync(request, TestContext.Current.CancellationToken);
            var (answer, part) = ("", new byte[4096]);
            while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await connection.GetStream().ReadAsync(part, TestContext.Current.CancellationToken) is not (> 0 and var length))
                    return false;
                answer += Encoding.ASCII.GetString(part, 0, length);
            }

            return answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task EndAsync(TcpClient connection)
    {
        try
        {
            Assert.Equal(0, await connection.GetStream().ReadAsync(new byte[1]));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Closed by either end.
        }
    }
}
