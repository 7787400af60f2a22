namespace October.Tasks.Handlers;

/// <summary>How often, and after which pause, a failed task is tried again.</summary>
/// <param name="MaxRetries">Retries after the first run; 0 for none.</param>
/// <param name="FirstDelay">The pause before the first retry; it doubles from there.</param>
/// <param name="MaxDelay">The longest pause.</param>
public sealed record RetryPolicy(int MaxRetries, TimeSpan FirstDelay, TimeSpan MaxDelay)
{
    /// <summary>A failure is final.</summary>
    public static RetryPolicy None { get; } = new(0, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>The pause before a retry: exponential, then between half and the whole of it at random ("equal jitter").</summary>
    /// <param name="retries">Retries so far.</param>
    /// <param name="random">From 0 to below 1.</param>
    public TimeSpan Delay(int retries, double random)
    {
        var full = Math.Min(MaxDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(retries, 40)));
        return TimeSpan.FromSeconds(full / 2 * (1 + random));
    }
}
