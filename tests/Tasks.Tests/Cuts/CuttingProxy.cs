using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using October.Testing.Redis;

namespace October.Tasks.Cuts;

/// <summary>Stands between one process and Redis, understands each command, and cuts where the tape says.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _target;
    private readonly Tape _tape;
    private readonly bool _dies;
    private readonly Task _accepting;

    public CuttingProxy(RedisServer server, Tape tape, bool dies)
    {
        (_target, _tape, _dies) = (server.Port, tape, dies);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Ends when the process behind this proxy is dead to Redis: nothing of it will ever arrive again.</summary>
    public Task Died => _died.Task;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Reset();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync();
            // The port stays taken, lest a dead process finds somebody else behind it.
            if (Died.IsCompleted)
                client.Dispose();
            else
                _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        (_sockets[client], _sockets[server]) = (0, 0);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await using var up = new NetworkStream(server);
            await using var down = new NetworkStream(client);
            await RelayAsync(up, down);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Cut, or closed by either end.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private async Task RelayAsync(Stream up, Stream down)
    {
        var (commands, replies) = (new RespReader(down), new RespReader(up));
        while (await commands.ReadAsync() is { } command)
        {
            if (IsSubscription(command))
            {
                await up.WriteAsync(command.Bytes);
                await Task.WhenAny(up.CopyToAsync(down), down.CopyToAsync(up));
                return;
            }

            if (await AskAsync(command, up, replies) is not { } reply)
                return;
            await down.WriteAsync(reply.Bytes);
        }
    }

    /// <summary>One command and its answer after the other, over all processes, so that there is a gap between any two; null at the end.</summary>
    private async Task<RespReader.Frame?> AskAsync(RespReader.Frame command, Stream up, RespReader replies)
    {
        using var turn = await _tape.TurnAsync();
        var step = Step.Of(command);
        if (step is not null && _tape.CutsBefore(step))
        {
            CutNow();
            return null;
        }

        await up.WriteAsync(command.Bytes);
        var reply = await replies.ReadAsync();
        if (step is null || reply is null || !Step.DidSomething(step, reply) || !_tape.CutsAfter(step))
            return reply;
        CutNow();
        return null;
    }

    private static bool IsSubscription(RespReader.Frame command) =>
        Encoding.ASCII.GetString((byte[])((object?[])command.Value!)[0]!).EndsWith("SUBSCRIBE", StringComparison.OrdinalIgnoreCase);

    private void CutNow()
    {
        if (_dies)
            _died.TrySetResult();
        Reset();
    }

    private void Reset()
    {
        foreach (var socket in _sockets.Keys)
        {
            _sockets.TryRemove(socket, out _);
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Closed already.
            }
        }
    }
}
