namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>Passes on so many bytes; what comes after them ends the writer.</summary>
internal sealed class FirstBytes : Stream
{
    private readonly Stream _output;
    private readonly CancellationTokenSource _full;
    private long _left;

    private FirstBytes(Stream output, long limit, CancellationTokenSource full) => (_output, _left, _full) = (output, limit, full);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Lets it write, up to the limit if there is one.</summary>
    public static async Task WriteAsync(Stream output, long? limit, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        if (limit is not { } most)
        {
            await write(output, cancellationToken);
            return;
        }

        using var full = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var limited = new FirstBytes(output, most, full);
        try
        {
            await write(limited, full.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Full.
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var part = buffer[..(int)Math.Min(buffer.Length, _left)];
        await _output.WriteAsync(part, cancellationToken);
        if ((_left -= part.Length) > 0)
            return;
        await _output.FlushAsync(cancellationToken);
        await _full.CancelAsync();
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
