namespace October.Tasks.Redis;

/// <summary>
/// A worker's clock that shows Redis' time: what is due later is due by that clock, whatever the time of this host is. Until Redis has said its time, it is the
/// host's. Timers and elapsed times are the host's.
/// </summary>
/// <param name="host">The host's clock.</param>
internal sealed class ServerClock(TimeProvider host) : TimeProvider
{
    private readonly long _start = host.GetTimestamp();

    /// <summary>Redis' time at the start, in ticks; 0 until it is known.</summary>
    private long _atStart;

    public override long TimestampFrequency => host.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => host.LocalTimeZone;

    /// <summary>Redis has just said its time.</summary>
    public void Set(DateTimeOffset now) => Volatile.Write(ref _atStart, Math.Max(1, (now - host.GetElapsedTime(_start)).UtcTicks));

    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref _atStart) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) + host.GetElapsedTime(_start) : host.GetUtcNow();

    public override long GetTimestamp() => host.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        host.CreateTimer(callback, state, dueTime, period);
}
