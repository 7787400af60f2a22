using System.IO.Pipelines;

namespace October.LocalCluster.ApiServer.Streaming.Spdy;

/// <summary>One stream of a connection, as a <see cref="Stream"/>: reading ends when the client closes its half.</summary>
internal sealed class SpdyStream(SpdyConnection connection, int id, IReadOnlyDictionary<string, string> headers) : Stream
{
    private const int LargestFrame = 16 * 1024;

    // Unlimited: one slow stream must not hold up the others of the connection.
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Lock _gate = new();
    private bool _ended;
    private int _closed;

    /// <summary>A header that the stream was opened with; empty when it has none.</summary>
    public string Header(string name) => headers.GetValueOrDefault(name) ?? "";

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await _received.Reader.AsStream().ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (; buffer.Length > 0; buffer = buffer[Math.Min(LargestFrame, buffer.Length)..])
            await connection.SendAsync(new SpdyFrame(SpdyFrame.Data, id, 0, buffer[..Math.Min(LargestFrame, buffer.Length)]), cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Closes this side's half.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            await connection.SendAsync(new SpdyFrame(SpdyFrame.Data, id, SpdyFrame.Fin, default), cancellationToken);
    }

    /// <summary>Closes both halves at once.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        const byte cancel = 5;
        connection.Forget(id);
        EndReading();
        await connection.SendAsync(new SpdyFrame(SpdyFrame.RstStream, id, 0, new byte[] { 0, 0, 0, cancel }), cancellationToken);
    }

    public override void Flush()
    {
        // Each write is sent at once.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    internal void Receive(ReadOnlyMemory<byte> data, bool isLast)
    {
        lock (_gate)
        {
            if (data.Length > 0 && !_ended)
            {
                data.Span.CopyTo(_received.Writer.GetSpan(data.Length));
                _received.Writer.Advance(data.Length);
                // Without a threshold there is nothing to wait for.
                _ = _received.Writer.FlushAsync().AsTask();
            }
        }

        if (isLast)
            EndReading();
    }

    internal void EndReading()
    {
        lock (_gate)
        {
            _ended = true;
            _received.Writer.Complete();
        }
    }
}
