namespace October.Tasks.Control;

/// <summary>The logical clock by which Celery's tools put events of several workers in order (kombu's Lamport clock).</summary>
internal sealed class LogicalClock
{
    private long _value;

    /// <summary>The time of the last event.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>The time of the next event.</summary>
    public long Forward() => Interlocked.Increment(ref _value);

    /// <summary>A message came whose sender's clock said this.</summary>
    public void Adjust(long other)
    {
        long known;
        do
            known = Volatile.Read(ref _value);
        while (Interlocked.CompareExchange(ref _value, Math.Max(known, other) + 1, known) != known);
    }
}
