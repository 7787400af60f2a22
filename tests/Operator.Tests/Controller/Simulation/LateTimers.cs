namespace October.Operator.Controller.Simulation;

/// <summary>The time of a process that can be paused as by SIGSTOP: clocks go on, timers that fall due meanwhile fire when it wakes.</summary>
internal sealed class LateTimers(TimeProvider time) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Action> _due = [];
    private bool _paused;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(inner => Fire(() => callback(inner)), state, dueTime, period);

    public void Pause()
    {
        lock (_gate)
            _paused = true;
    }

    public void Resume()
    {
        List<Action> late;
        lock (_gate)
        {
            _paused = false;
            late = [.. _due];
            _due.Clear();
        }

        late.ForEach(fire => fire());
    }

    private void Fire(Action callback)
    {
        lock (_gate)
        {
            if (_paused)
            {
                _due.Add(callback);
                return;
            }
        }

        callback();
    }
}
