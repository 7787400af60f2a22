namespace October.Benchmarks.LocalCluster;

/// <summary>A clock that stands still until nothing is left to do, and then goes straight to the next timer that is due.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Alarm, (DateTimeOffset Due, long Order)> alarms = new();
    private DateTimeOffset now = start;
    private long order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes to the next moment that somebody waits for, and wakes all who wait for it.</summary>
    public void AdvanceToNext()
    {
        DateTimeOffset? moment = null;
        while (Due(ref moment) is { } ring)
            // As the timers of the system do.
            ThreadPool.UnsafeQueueUserWorkItem(_ => ring(), null);
    }

    private Action? Due(ref DateTimeOffset? moment)
    {
        lock (gate)
        {
            while (alarms.TryPeek(out var alarm, out var at))
            {
                if (moment is { } due && at.Due > due)
                    return null;
                alarms.Dequeue();
                if (!alarm.IsSet)
                    continue;
                moment ??= at.Due > now ? at.Due : now;
                now = moment.Value;
                alarm.Timer.Repeat(alarm);
                return alarm.Timer.Ring;
            }

            return null;
        }
    }

    /// <summary>One setting of a timer; the next setting replaces it.</summary>
    private sealed class Alarm(VirtualTimer timer)
    {
        public VirtualTimer Timer => timer;

        public bool IsSet => timer.Current == this;
    }

    private sealed class VirtualTimer(VirtualClock clock, Action ring) : ITimer
    {
        private TimeSpan interval;

        public Alarm? Current { get; private set; }

        public Action Ring => ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                interval = period;
                Set(dueTime);
            }

            return true;
        }

        public void Repeat(Alarm rung)
        {
            if (Current == rung)
                Set(interval > TimeSpan.Zero ? interval : Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            Current = dueTime < TimeSpan.Zero ? null : new Alarm(this);
            if (Current is not null)
                clock.alarms.Enqueue(Current, (clock.now + dueTime, clock.order++));
        }
    }
}
