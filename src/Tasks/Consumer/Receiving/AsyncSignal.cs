namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// A wake-up for one waiter. A signal given while nobody waits is kept for the next wait; the waiter looks again after each.
/// One timer serves all waits and is left to run when a signal comes first: setting a timer for every wait would wake the timer's thread as often.
/// </summary>
internal sealed class AsyncSignal
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TaskCompletionSource _source = New();
    private long _deadline = long.MaxValue;
    private long _armedFor = long.MaxValue;

    public AsyncSignal(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static signal => ((AsyncSignal)signal!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set() => Volatile.Read(ref _source).TrySetResult();

    /// <summary>Ends at the signal, after the timeout, or when cancelled; it does not throw.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var source = Volatile.Read(ref _source);
        lock (_lock)
        {
            _deadline = _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
            Arm();
        }

        using (cancellationToken.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), this))
            await source.Task;
        lock (_lock)
            _deadline = long.MaxValue;
        Volatile.Write(ref _source, New());
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _armedFor = long.MaxValue;
            if (_time.GetTimestamp() < _deadline)
            {
                Arm();
                return;
            }
        }

        Set();
    }

    private void Arm()
    {
        if (_armedFor <= _deadline)
            return;
        _armedFor = _deadline;
        _timer.Change(
            TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, _time.GetElapsedTime(_time.GetTimestamp(), _deadline).TotalMilliseconds))),
            Timeout.InfiniteTimeSpan);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
