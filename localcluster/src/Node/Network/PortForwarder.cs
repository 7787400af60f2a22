using System.Net;
using System.Net.Sockets;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Node.Network;

/// <summary>
/// Listens on one address and forwards each connection to a ready endpoint, in turn.
/// Connections live on when their endpoint leaves the list, until one side closes.
/// </summary>
internal sealed class PortForwarder : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly Socket _listener;
    private readonly TimeProvider _time;
    private readonly bool _passesOver;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private IReadOnlyList<EndpointAddress> _endpoints;
    private uint _turn;

    /// <param name="address">Where to listen.</param>
    /// <param name="endpoints">The first ones.</param>
    /// <param name="time">For timeouts.</param>
    /// <param name="passesOver">Whether another endpoint is tried when one cannot be reached, which kube-proxy does not do.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public PortForwarder(IPEndPoint address, IReadOnlyList<EndpointAddress> endpoints, TimeProvider time, bool passesOver)
    {
        (_endpoints, _time, _passesOver) = (endpoints, time, passesOver);
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Bind(address);
            _listener.Listen(512);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        _run = Task.Run(AcceptAsync);
    }

    /// <summary>New connections go to these from now on.</summary>
    public void Use(IReadOnlyList<EndpointAddress> endpoints) => Volatile.Write(ref _endpoints, endpoints);

    /// <summary>Stops listening; established connections go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _run;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                _ = ForwardAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            using var server = await ConnectAsync();
            if (server is null)
            {
                // Reset, not a polite end: there was nobody.
                client.LingerState = new LingerOption(true, 0);
                return;
            }

            await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var endpoints = Volatile.Read(ref _endpoints);
        var first = Interlocked.Increment(ref _turn);
        for (var i = 0u; i < (_passesOver ? endpoints.Count : Math.Min(endpoints.Count, 1)); i++)
        {
            var endpoint = endpoints[(int)((first + i) % (uint)endpoints.Count)];
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                using var limit = new CancellationTokenSource(ConnectTimeout, _time);
                await socket.ConnectAsync(IPAddress.Parse(endpoint.Address), endpoint.Port, limit.Token);
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var target = new NetworkStream(to);
            await source.CopyToAsync(target);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the connection.
            to.Close(0);
            from.Close(0);
        }
    }
}
