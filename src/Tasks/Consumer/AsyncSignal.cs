namespace October.Tasks.Consumer;

/// <summary>A wake-up for one waiter. A signal given while nobody waits is kept for the next wait; the waiter looks again after each.</summary>
internal sealed class AsyncSignal(TimeProvider time)
{
    private TaskCompletionSource _source = New();

    public void Set() => Volatile.Read(ref _source).TrySetResult();

    /// <summary>Ends at the signal, after the timeout, or when cancelled; it does not throw.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancel)
    {
        var source = Volatile.Read(ref _source);
        await source.Task.WaitAsync(timeout, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (source.Task.IsCompleted)
            Volatile.Write(ref _source, New());
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
