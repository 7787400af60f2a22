namespace October.Operator.Decide.Rollout.Model;

/// <summary>How a revision goes live; from the current spec, never from a revision.</summary>
internal sealed record RolloutPolicy(bool Preview, TimeSpan ProgressDeadline, TimeSpan BakeTime)
{
    /// <summary>A backup comes before everything else, where there is data.</summary>
    public bool BackUpFirst { get; init; }

    public RollbackPolicy Rollback { get; init; }

    /// <summary>How long an attempt may take until it is verified, however well it progresses; null for any time.</summary>
    public TimeSpan? AttemptDeadline { get; init; }

    public RetryPolicy Retry { get; init; } = new(0, TimeSpan.Zero);
}
