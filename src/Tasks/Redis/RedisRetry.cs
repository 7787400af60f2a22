namespace October.Tasks.Redis;

/// <summary>Repeats a request while Redis is away, for a limited time. Only for requests that may be made twice.</summary>
/// <param name="RetryFor">How long after its first failure a request is repeated.</param>
/// <param name="Time">The clock.</param>
internal sealed record RedisRetry(TimeSpan RetryFor, TimeProvider Time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    /// <summary>Far longer than the last of the repeated requests may take.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>For how many seconds Redis has to remember that a request was carried out, so that it is not when it is repeated.</summary>
    public long MarkSeconds => (long)Math.Ceiling(Margin.TotalSeconds + Math.Max(0, RetryFor.TotalSeconds));

    /// <summary>Makes the request until Redis answers it.</summary>
    /// <exception cref="QueueUnavailableException">Redis did not within the time, or its answer would be the same again.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        long? failed = null;
        while (true)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException exception)
                when (!exception.IsKeyFault && Time.GetElapsedTime(failed ??= Time.GetTimestamp()) < RetryFor)
            {
                await Task.Delay(Pause, Time, cancellationToken);
            }
        }
    }
}
