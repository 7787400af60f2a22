using System.Net;
using System.Net.Sockets;

namespace October.Operator.Smoke;

public sealed class DirectConnectionsTests
{
    [Fact]
    public async Task A_pod_that_says_without_an_end_that_its_answer_is_to_come_is_not_listened_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        using var client = new HttpClient(DirectConnections.Handler());
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => client.GetAsync(new Uri($"http://{listener.LocalEndpoint}/x"), TestContext.Current.CancellationToken));
        Assert.InRange(await serving, 1, 64 * 1024 * 1024);
    }

    /// <returns>The bytes that were sent.</returns>
    private static async Task<long> ServeAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var processing = "HTTP/1.1 102 Processing\r\n\r\n"u8.ToArray();
        var block = Enumerable.Repeat(processing, 1000).SelectMany(bytes => bytes).ToArray();
        var sent = 0L;
        try
        {
            while (true)
            {
                await stream.WriteAsync(block);
                sent += block.Length;
            }
        }
        catch (IOException)
        {
            return sent;
        }
    }
}
