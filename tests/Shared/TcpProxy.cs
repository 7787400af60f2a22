using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace October.Testing;

/// <summary>Stands between a client and a server on this machine, and breaks what goes through it.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly long _longest;
    private readonly long _most;
    private volatile int _target;
    private readonly Task _accepting;
    private int _generation;
    private volatile int _frozenBefore;

    /// <param name="target">Port of the server.</param>
    /// <param name="longest">A connection breaks on which the client sends more than this without hearing of the server.</param>
    /// <param name="most">So many bytes come from the server through one connection; with the next one it breaks.</param>
    public TcpProxy(int target, long longest = long.MaxValue, long most = long.MaxValue)
    {
        (_target, _longest, _most) = (target, longest, most);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets all connections, as a crashing middle box does.</summary>
    public void Reset()
    {
        foreach (var socket in _sockets.Keys)
        {
            _sockets.TryRemove(socket, out _);
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (ObjectDisposedException)
            {
                // Its other end was faster.
            }

            socket.Dispose();
        }
    }

    /// <summary>Connections of now stay open and carry nothing any more, as after a lost route; new ones work.</summary>
    public void Freeze() => _frozenBefore = ++_generation;

    /// <summary>New connections go to another server; those of now stay where they are, as behind a name whose address changes.</summary>
    /// <param name="target">Its port.</param>
    public void Switch(int target) => _target = target;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Reset();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket? client = null;
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            var generation = _generation;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
                client.NoDelay = true;
                (_sockets[client], _sockets[server], generation) = (0, 0, _generation);
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException && !_stop.IsCancellationRequested)
            {
                // There is no server, or this one was reset before it was connected. The next one is accepted all the same.
                client?.Dispose();
                server.Dispose();
                continue;
            }

            var (unheard, heard) = (0L, 0L);
            _ = PumpAsync(client, server, generation, length => Interlocked.Add(ref unheard, length) <= _longest);
            _ = PumpAsync(server, client, generation, length =>
            {
                Interlocked.Exchange(ref unheard, 0);
                return (heard += length) <= _most;
            });
        }
    }

    private async Task PumpAsync(Socket from, Socket to, int generation, Func<int, bool> mayPass)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var length && mayPass(length))
            {
                if (generation < _frozenBefore)
                    continue;
                await to.SendAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Broken on purpose.
        }

        if (generation >= _frozenBefore)
            to.Dispose();
    }
}
