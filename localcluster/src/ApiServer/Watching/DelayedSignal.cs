namespace October.LocalCluster.ApiServer.Watching;

/// <summary>
/// Rings at a time, for a watch that waits for changes meanwhile: the timer outlives the changes, which are many, and is set again only for another time.
/// </summary>
internal sealed class DelayedSignal : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private DateTimeOffset _at;
    private Task _rings = Task.CompletedTask;

    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    public DelayedSignal(TimeProvider time, CancellationToken cancellationToken) =>
        (_time, _stop) = (time, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));

    /// <summary>Completes at that time, or when the wait is cancelled.</summary>
    public Task At(DateTimeOffset at)
    {
        if (_at == at && !_rings.IsCompleted)
            return _rings;
        var left = at - _time.GetUtcNow();
        _at = at;
        return _rings = left > TimeSpan.Zero ? Task.Delay(left, _time, _stop.Token) : Task.CompletedTask;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
