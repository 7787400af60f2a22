using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>A watch as the bytes of its events, read as fast as they are wanted.</summary>
internal sealed class WatchStream : Stream
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<WatchEvent> _events;
    private ReadOnlyMemory<byte> _rest;
    private Task<bool>? _next;
    private bool _ended;

    public WatchStream(IAsyncEnumerable<WatchEvent> events) => _events = events.GetAsyncEnumerator(_stop.Token);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            // A read that is given up leaves the event to the next one.
            _next ??= _events.MoveNextAsync().AsTask();
            if (!await _next.WaitAsync(cancellationToken))
                return 0;
            _next = null;
            _rest = (byte[])[.. WatchFrame.Begin(_events.Current.Type), .. _events.Current.Bytes, .. WatchFrame.End];
        }

        var part = _rest[..Math.Min(_rest.Length, buffer.Length)];
        part.CopyTo(buffer);
        _rest = _rest[part.Length..];
        return part.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A watch is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await EndAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _ = EndAsync();
        base.Dispose(disposing);
    }

    private async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _ended, true))
            return;
        await _stop.CancelAsync();
        // An enumerator cannot be put away while it is moving.
        if (_next is { } next)
            await Task.WhenAny(next);
        await _events.DisposeAsync();
        _stop.Dispose();
    }
}
