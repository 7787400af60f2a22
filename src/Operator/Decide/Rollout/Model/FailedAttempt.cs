
namespace October.Operator.Decide.Rollout.Model;

/// <summary>A failed attempt and what became of it.</summary>
/// <param name="Generation">Generation of the spec that was tried.</param>
/// <param name="Hash">Hash of the revision that was tried. The same hash is not tried again, except as <paramref name="RetryAt"/> says.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Outcome">What followed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="RetryAt">When it is tried again by itself; null for never.</param>
internal sealed record FailedAttempt(
    long Generation, string Hash, Failure Cause, DateTimeOffset At, FailedOutcome Outcome, int Attempts = 1, DateTimeOffset? RetryAt = null)
{
    /// <summary>What the rollback could not restore; null for nothing.</summary>
    public string? Unreverted { get; init; }

    /// <summary>Why the rollback failed as well; null when it did not, or there was none.</summary>
    public Failure? RollbackError { get; init; }

    /// <summary>What is wrong now: the rollback's own failure, where it failed.</summary>
    public Failure Current => RollbackError ?? Cause;

    /// <summary>The revision is attempted again by itself; a failed rollback is only verified again.</summary>
    public bool IsRetried => RetryAt is not null && Outcome != FailedOutcome.RollbackFailed;
}

/// <summary>What became of a failed attempt.</summary>
internal enum FailedOutcome
{
    /// <summary>The previous revision serves again and was verified.</summary>
    RolledBack,

    /// <summary>There was nothing to go back to; the evidence is kept.</summary>
    NoRollbackTarget,

    /// <summary>The previous revision does not work either.</summary>
    RollbackFailed,

    /// <summary>Left in place until a person decides.</summary>
    AwaitingRollback,

    /// <summary>Left exactly as it failed.</summary>
    Frozen,
}
