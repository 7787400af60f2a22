using System.Buffers.Binary;
using System.Net.WebSockets;

namespace October.LocalCluster.ApiServer.Streaming.WebSockets;

/// <summary>
/// Port forwarding over channels of a WebSocket: two for each port that the request names, data and error, each beginning with the port's
/// number. What the client libraries use that do not speak SPDY.
/// </summary>
internal static class PortSocket
{
    private const int MessageLimit = 64 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(WebSocket socket, StreamingSession.Ports ports, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sending = new SemaphoreSlim(1, 1);
        var connections = new Stream?[ports.Numbers.Count];
        var copying = new List<Task>();
        try
        {
            for (var i = 0; i < connections.Length; i++)
            {
                var data = new ChannelWriteStream(socket, (byte)(2 * i), sending);
                var error = new ChannelWriteStream(socket, (byte)((2 * i) + 1), sending);
                var number = new byte[2];
                BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)ports.Numbers[i]);
                await data.WriteAsync(number, cancellationToken);
                await error.WriteAsync(number, cancellationToken);
                connections[i] = await ConnectAsync(ports, ports.Numbers[i], error, cancellationToken);
                if (connections[i] is { } connection)
                    copying.Add(connection.CopyToAsync(data, ends.Token));
            }

            var received = ReceiveAsync(socket, connections, ends.Token);
            await Task.WhenAny(received, Task.WhenAll(copying));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
            // The client answers the close once it has read what came before: a connection that is cut takes along what is still on its way.
            ends.CancelAfter(Farewell);
            await received;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // One of the two sides left.
        }
        finally
        {
            await ends.CancelAsync();
            foreach (var connection in connections)
                connection?.Dispose();
            await Task.WhenAll(copying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<Stream?> ConnectAsync(StreamingSession.Ports ports, int port, Stream error, CancellationToken cancellationToken)
    {
        try
        {
            return await ports.ConnectAsync(port, cancellationToken);
        }
        catch (IOException exception)
        {
            await error.WriteAsync(System.Text.Encoding.UTF8.GetBytes(exception.Message), cancellationToken);
            return null;
        }
    }

    private static async Task ReceiveAsync(WebSocket socket, Stream?[] connections, CancellationToken cancellationToken)
    {
        var buffer = new byte[MessageLimit];
        while (await ChannelSocket.ReadMessageAsync(socket, buffer, cancellationToken) is { } message)
        {
            if (message.Length > 1 && message.Span[0] / 2 is var index && index < connections.Length && connections[index] is { } connection)
                await connection.WriteAsync(message[1..], cancellationToken);
        }
    }
}
