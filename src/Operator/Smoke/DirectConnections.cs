using System.Net.Sockets;
using October.Operator.Connections;

namespace October.Operator.Smoke;

/// <summary>
/// Connections of probes to pods and Services. Each is for one request, of which no more is read than an answer needs: a pod could say without an end that its
/// answer is to come.
/// </summary>
internal static class DirectConnections
{
    private const int Limit = 4 * 1024 * 1024;

    /// <summary>Follows no redirection, and uses no proxy.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new LimitedStream(new NetworkStream(socket, ownsSocket: true), Limit);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
