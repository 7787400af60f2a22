namespace October.Runtime.Leadership;

/// <summary>
/// Whether the lease still holds, by our own clock. A process that was paused does not know it: its timers, and so the end of its term, come
/// late. So every write asks here first.
/// </summary>
public sealed class LeaseFence(TimeProvider time, TimeSpan renewDeadline)
{
    private long _renewedAt;
    private volatile bool _held;

    /// <summary>True while the last renewal is young enough that nobody else can lead.</summary>
    public bool Holds => _held && time.GetElapsedTime(Interlocked.Read(ref _renewedAt)) < renewDeadline;

    /// <summary>Notes a renewal.</summary>
    /// <param name="at">Timestamp of when it was sent, not of its answer: others count from when they see it.</param>
    internal void Renewed(long at)
    {
        Interlocked.Exchange(ref _renewedAt, at);
        _held = true;
    }

    /// <summary>The term is over.</summary>
    internal void Lost() => _held = false;
}
