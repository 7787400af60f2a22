namespace October.Tasks.Redis;

/// <summary>Repeats a request while Redis is away, for a limited time. Only for requests that may be made twice.</summary>
/// <param name="RetryFor">How long after its first failure a request is repeated.</param>
/// <param name="Time">The clock.</param>
internal sealed record RedisRetry(TimeSpan RetryFor, TimeProvider Time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

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
