namespace October.Operator.Rollout;

/// <summary>
/// What the machine remembers between decisions; all of it is in status, so that a new process goes on where the old one died.
/// </summary>
internal sealed record RolloutState
{
    public RolloutStep Step { get; init; } = RolloutStep.Idle;

    /// <summary>Hash of the revision on its way; null when idle.</summary>
    public string? Revision { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset StepStartedAt { get; init; }

    /// <summary>Why the attempt is being rolled back.</summary>
    public Failure? Cause { get; init; }

    /// <summary>Hash of the revision that passed last; what a rollback puts back.</summary>
    public string? LastGood { get; init; }

    /// <summary>Hash of the revision that was last tried.</summary>
    public string? LastAttempted { get; init; }

    /// <summary>Generation of the spec when the last attempt started.</summary>
    public long? LastAttemptedGeneration { get; init; }

    /// <summary>The last attempt that failed, until the next success.</summary>
    public FailedAttempt? Failed { get; init; }

    /// <summary>Token of the last <c>october.dev/retry</c> that was acted on.</summary>
    public string? LastHandledRetry { get; init; }
}
