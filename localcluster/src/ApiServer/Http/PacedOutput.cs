using System.IO.Pipelines;

namespace October.LocalCluster.ApiServer.Http;

/// <summary>
/// The body of a watch. What comes alone is sent at once; what comes in a burst travels together, because each flush costs every watcher a TLS
/// record and two system calls, and with twenty watchers that is more work than the writes themselves.
/// </summary>
internal sealed class PacedOutput(PipeWriter writer, OutputPace pace)
{
    private const int FullAt = 64 * 1024;

    /// <summary>What fits a TLS record (RFC 8446, section 5.1) together with the head and end of its chunk.</summary>
    private const int Record = 16 * 1024 - 64;

    private readonly List<byte[]> _waiting = [];
    private long _flushed = TimeProvider.System.GetTimestamp() - TimeProvider.System.TimestampFrequency;
    private int _size;

    /// <summary>So much waits that it is better sent now.</summary>
    public bool IsFull => _size >= FullAt;

    /// <summary>Adds to what waits; the bytes are shared and must not change.</summary>
    public void Write(byte[] bytes)
    {
        _waiting.Add(bytes);
        _size += bytes.Length;
    }

    /// <summary>Waits until the last flush is a moment ago; the network does not run on the cluster's clock.</summary>
    public Task PaceAsync() => IsFull || TimeProvider.System.GetElapsedTime(_flushed) >= OutputPace.Beat ? Task.CompletedTask : pace.NextAsync();

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Gather();
        await writer.FlushAsync(cancellationToken);
        _flushed = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Copies what waits into pieces as large as can be: each becomes one chunk and one TLS record.</summary>
    private void Gather()
    {
        if (_size == 0)
            return;
        var piece = NextPiece();
        var filled = 0;
        foreach (var bytes in _waiting)
        {
            for (var rest = bytes.AsSpan(); rest.Length > 0;)
            {
                if (filled == piece.Length)
                {
                    writer.Advance(filled);
                    _size -= filled;
                    (piece, filled) = (NextPiece(), 0);
                }

                var part = rest[..Math.Min(rest.Length, piece.Length - filled)];
                part.CopyTo(piece.Span[filled..]);
                filled += part.Length;
                rest = rest[part.Length..];
            }
        }

        writer.Advance(filled);
        _size = 0;
        _waiting.Clear();
    }

    private Memory<byte> NextPiece()
    {
        var wanted = Math.Min(_size, Record);
        var piece = writer.GetMemory(wanted);
        return piece[..Math.Min(piece.Length, wanted)];
    }
}
