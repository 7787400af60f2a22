using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace October.LocalCluster.ApiServer.Streaming.WebSockets;

/// <summary>
/// A command over one WebSocket: the first byte of each message says the channel (<c>v4.channel.k8s.io</c>); in <c>v5</c> the client can also
/// say that a channel has ended.
/// </summary>
internal static class ChannelSocket
{
    public const string V5 = "v5.channel.k8s.io";
    public const string V4 = "v4.channel.k8s.io";

    private const byte Stdin = 0;
    private const byte Stdout = 1;
    private const byte Stderr = 2;
    private const byte Error = 3;
    private const byte Resize = 4;
    private const byte Close = 255;
    private const int MessageLimit = 64 * 1024;

    public static async Task RunAsync(WebSocket socket, StreamingSession.Command command, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var sending = new SemaphoreSlim(1, 1);
        var input = new Pipe();
        var sizes = TerminalSizes.Open();
        var channels = new CommandChannels(
            command.Wanted.Stdin ? input.Reader.AsStream() : Stream.Null,
            command.Wanted.Stdout ? new ChannelWriteStream(socket, Stdout, sending) : Stream.Null,
            command.Wanted.Stderr ? new ChannelWriteStream(socket, Stderr, sending) : Stream.Null,
            sizes.Reader);
        var receiving = ReceiveAsync(socket, input.Writer, sizes.Writer, ends);
        JsonObject status;
        try
        {
            status = await command.RunAsync(channels, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Nobody is there to hear how it ended.
            await receiving;
            return;
        }

        await new ChannelWriteStream(socket, Error, sending).WriteAsync(System.Text.Encoding.UTF8.GetBytes(status.ToJsonString()), cancellationToken);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
        // The client answers the close; one that does not is not waited for.
        ends.CancelAfter(TimeSpan.FromSeconds(5));
        await receiving;
    }

    private static async Task ReceiveAsync(WebSocket socket, PipeWriter input, ChannelWriter<TerminalSize> sizes, CancellationTokenSource ends)
    {
        try
        {
            var buffer = new byte[MessageLimit];
            while (await ReadMessageAsync(socket, buffer, ends.Token) is { } message)
            {
                if (message.IsEmpty)
                    continue;
                var content = message[1..];
                switch (message.Span[0])
                {
                    case Stdin:
                        await input.WriteAsync(content, ends.Token);
                        break;
                    case Resize when TerminalSizes.Parse(content.Span) is { } size:
                        sizes.TryWrite(size);
                        break;
                    case Close when content.Length == 1 && content.Span[0] == Stdin:
                        await input.CompleteAsync();
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // The client left, or sent input after its end.
        }
        finally
        {
            await input.CompleteAsync();
            sizes.TryComplete();
            await ends.CancelAsync();
        }
    }

    /// <summary>One message, or null when the client closes.</summary>
    internal static async Task<ReadOnlyMemory<byte>?> ReadMessageAsync(WebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return buffer.AsMemory(0, length);
            if (length == buffer.Length)
                throw new InvalidOperationException("The message is too long.");
        }
    }
}
