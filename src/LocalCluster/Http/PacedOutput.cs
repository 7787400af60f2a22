using System.Buffers;
using System.IO.Pipelines;

namespace October.LocalCluster.Http;

/// <summary>
/// The body of a watch. What comes alone is sent at once; what comes in a burst travels together, because each flush costs every watcher a TLS
/// record and two system calls, and with twenty watchers that is more work than the writes themselves.
/// </summary>
internal sealed class PacedOutput(PipeWriter writer)
{
    private const int FullAt = 64 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(4);
    private long _flushed = TimeProvider.System.GetTimestamp() - TimeProvider.System.TimestampFrequency;
    private int _waiting;

    /// <summary>So much waits that it is better sent now.</summary>
    public bool IsFull => _waiting >= FullAt;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes);
        _waiting += bytes.Length;
    }

    /// <summary>Waits until the last flush is a moment ago; the network does not run on the cluster's clock.</summary>
    public async ValueTask PaceAsync(CancellationToken token)
    {
        var left = Pace - TimeProvider.System.GetElapsedTime(_flushed);
        if (left > TimeSpan.Zero && !IsFull)
            await Task.Delay(left, TimeProvider.System, token);
    }

    public async ValueTask FlushAsync(CancellationToken token)
    {
        await writer.FlushAsync(token);
        _waiting = 0;
        _flushed = TimeProvider.System.GetTimestamp();
    }
}
