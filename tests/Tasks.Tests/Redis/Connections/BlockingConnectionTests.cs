using System.Net;
using System.Net.Sockets;

namespace October.Tasks.Redis.Connections;

public sealed class BlockingConnectionTests
{
    /// <summary>As where a primary was before a failover took its machine: the system itself tries for two minutes.</summary>
    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_in_time()
    {
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(0);
        var port = ((IPEndPoint)deaf.LocalEndPoint!).Port;
        // Behind as many as it lets wait, further ones get no answer.
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        var waiting = clients.ConvertAll(client => client.ConnectAsync(IPAddress.Loopback, port, stop.Token).AsTask());

        var open = Task.Run(() => BlockingConnection.Open(new RedisSettings { Port = port }, TimeSpan.FromSeconds(1)), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SocketException>(() => open.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await Task.WhenAll(waiting).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        clients.ForEach(static client => client.Dispose());
    }
}
