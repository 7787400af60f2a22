namespace October.Operator.Decide.Rollout.Model;

/// <summary>How often, and how long after, an attempt is tried again that failed for want of something in the cluster.</summary>
/// <param name="Retries">Tries after the first.</param>
/// <param name="Backoff">Wait before the first of them; doubled for each further one.</param>
internal sealed record RetryPolicy(int Retries, TimeSpan Backoff)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>When the attempt that has just failed for the <paramref name="attempts"/>th time is due again; null for never.</summary>
    public DateTimeOffset? Next(Failure cause, int attempts, DateTimeOffset now)
    {
        if (!InfrastructureFailure.Is(cause) || attempts > Retries)
            return null;
        // What the spec allows, doubled often, is longer than a TimeSpan can be.
        return now + TimeSpan.FromSeconds(Math.Min(Backoff.TotalSeconds * Math.Pow(2, Math.Min(attempts, 20) - 1), Longest.TotalSeconds));
    }
}
