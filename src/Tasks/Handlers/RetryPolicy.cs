namespace October.Tasks.Handlers;

/// <summary>How often, and after which pause, a failed task is tried again.</summary>
/// <param name="MaxRetries">Retries after the first run; 0 for none.</param>
/// <param name="FirstDelay">The pause before the first retry; it doubles from there.</param>
/// <param name="MaxDelay">The longest pause.</param>
public sealed record RetryPolicy(int MaxRetries, TimeSpan FirstDelay, TimeSpan MaxDelay)
{
    /// <summary>A failure is final.</summary>
    public static RetryPolicy None { get; } = new(0, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>
    /// How often the handler may ask for a retry itself, by a <see cref="RetryTaskException"/>; null for <see cref="MaxRetries"/>, or 3 where that is 0.
    /// </summary>
    public int? RequestedRetries { get; init; }

    /// <summary>The exceptions after which it is tried again, with those that are derived from them; empty for any.</summary>
    public IReadOnlyList<Type> For { get; init; } = [];

    /// <summary>Exceptions after which it is not, although <see cref="For"/> has them.</summary>
    public IReadOnlyList<Type> NotFor { get; init; } = [];

    /// <summary>How the pauses are spread.</summary>
    public RetryJitter Jitter { get; init; }

    /// <summary>Whether a task is tried again after this exception, as long as it may be at all.</summary>
    public bool Covers(Exception exception) =>
        (For.Count == 0 || For.Any(type => type.IsInstanceOfType(exception))) && !NotFor.Any(type => type.IsInstanceOfType(exception));

    /// <summary>The pause before a retry: exponential, then spread at random.</summary>
    /// <param name="retries">Retries so far.</param>
    /// <param name="random">From 0 to below 1.</param>
    public TimeSpan Delay(int retries, double random)
    {
        var full = Math.Min(MaxDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(retries, 40)));
        return TimeSpan.FromSeconds(Jitter switch
        {
            RetryJitter.None => full,
            RetryJitter.Full => full * random,
            _ => full / 2 * (1 + random),
        });
    }
}
