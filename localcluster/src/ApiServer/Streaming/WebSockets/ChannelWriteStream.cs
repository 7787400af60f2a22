using System.Net.WebSockets;

namespace October.LocalCluster.ApiServer.Streaming.WebSockets;

/// <summary>The writing side of one channel of a WebSocket.</summary>
internal sealed class ChannelWriteStream(WebSocket socket, byte channel, SemaphoreSlim sending) : Stream
{
    private const int LargestMessage = 32 * 1024;

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; buffer.Length > 0; buffer = buffer[Math.Min(LargestMessage, buffer.Length)..])
        {
            byte[] message = [channel, .. buffer.Span[..Math.Min(LargestMessage, buffer.Length)]];
            await sending.WaitAsync(cancellationToken);
            try
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }
            finally
            {
                sending.Release();
            }
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Each write is sent at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
