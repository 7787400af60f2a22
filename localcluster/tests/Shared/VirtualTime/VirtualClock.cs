namespace October.LocalCluster.Testing;

/// <summary>A clock that stands still until nothing is left to do, and then goes straight to the next timer that is due.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Alarm, (DateTimeOffset Due, long Order)> _alarms = new();
    private DateTimeOffset _now = start;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets everything that happens within this span happen.</summary>
    public Task PassAsync(TimeSpan span) => UntilAsync(static () => Task.FromResult(false), span);

    /// <summary>Lets time pass, each moment to its end, until the condition holds.</summary>
    /// <param name="condition">Looked at when nothing is left to do at a moment.</param>
    /// <param name="limit">Of this clock's time.</param>
    /// <returns>False when it did not hold within the limit.</returns>
    public async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan limit)
    {
        var end = GetUtcNow() + limit;
        while (true)
        {
            await ProcessRest.WaitAsync();
            if (await condition())
                return true;
            if (GetUtcNow() >= end)
                return false;
            AdvanceToNext(end);
        }
    }

    /// <summary>Goes to the next moment that somebody waits for, or to the limit, and wakes all who wait for it.</summary>
    private void AdvanceToNext(DateTimeOffset limit)
    {
        DateTimeOffset? moment = null;
        while (Due(ref moment, limit) is { } ring)
            // As the timers of the system do.
            ThreadPool.UnsafeQueueUserWorkItem(_ => ring(), null);
    }

    private Action? Due(ref DateTimeOffset? moment, DateTimeOffset limit)
    {
        lock (_gate)
        {
            while (_alarms.TryPeek(out var alarm, out var at) && at.Due <= (moment ?? limit))
            {
                _alarms.Dequeue();
                if (!alarm.IsSet)
                    continue;
                moment ??= at.Due > _now ? at.Due : _now;
                _now = moment.Value;
                alarm.Timer.Repeat(alarm);
                return alarm.Timer.Ring;
            }

            if (moment is null)
                _now = limit;
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
        private TimeSpan _interval;

        public Alarm? Current { get; private set; }

        public Action Ring => ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _interval = period;
                Set(dueTime);
            }

            return true;
        }

        public void Repeat(Alarm rung)
        {
            if (Current == rung)
                Set(_interval > TimeSpan.Zero ? _interval : Timeout.InfiniteTimeSpan);
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
                clock._alarms.Enqueue(Current, (clock._now + dueTime, clock._order++));
        }
    }
}
