using October.Operator.Decide.Commands;

namespace October.Operator.Decide.Rollout.Model;

/// <summary>
/// What the machine remembers between decisions; all of it is in status, so that a new process goes on where the old one died.
/// </summary>
internal sealed record RolloutState
{
    public RolloutStep Step { get; init; } = RolloutStep.Idle;

    /// <summary>Hash of the revision being rolled out; null when idle.</summary>
    public string? Revision { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset StepStartedAt { get; init; }

    /// <summary>How far the pods of the step have come; null when it has just begun.</summary>
    public StepProgress? Progress { get; init; }

    /// <summary>Tells this attempt from every other.</summary>
    public string AttemptId => $"{Revision}/{StartedAt.ToUnixTimeSeconds()}";

    /// <summary>Why the attempt is being rolled back.</summary>
    public Failure? Cause { get; init; }

    /// <summary>When that was decided.</summary>
    public DateTimeOffset? CauseAt { get; init; }

    /// <summary>Hash of the revision that passed last.</summary>
    public string? LastGood { get; init; }

    /// <summary>Hash of the revision that a person has requested instead, while it is rolled back to; it may never have passed.</summary>
    public string? RollbackTo { get; init; }

    /// <summary>Hash of the revision that a rollback goes back to.</summary>
    public string? Destination => RollbackTo ?? LastGood;

    /// <summary>Hash of the revision that was last tried.</summary>
    public string? LastAttempted { get; init; }

    /// <summary>Generation of the spec when the last attempt started.</summary>
    public long? LastAttemptedGeneration { get; init; }

    /// <summary>The last attempt that failed, until the next success.</summary>
    public FailedAttempt? Failed { get; init; }

    /// <summary>Which try of <see cref="Revision"/> this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How the attempt's smoke probes ended last, for the history.</summary>
    public IReadOnlyList<ProbeRecord> Probes { get; init; } = [];

    /// <summary>Hash of the revision whose remaining probes a person has waived; remembered while it serves.</summary>
    public string? Waived { get; init; }

    /// <summary>Smoke probes of the last good revision that were skipped, and why; null when all were run.</summary>
    public string? Unverified { get; init; }

    /// <summary>The attempt under way needs no more probes.</summary>
    public bool Promoted => Revision is not null && Waived == Revision;

    /// <summary>Hash of a revision that failed and yet was left behind the Service; null when what serves is the last good one.</summary>
    public string? Held { get; init; }

    /// <summary>Hash of the revision that is under way, or serves: what goes on while it is not known what the spec asks for.</summary>
    public string? Ongoing => Step switch
    {
        RolloutStep.Idle => Held ?? LastGood ?? LastAttempted,
        RolloutStep.Rollback or RolloutStep.RollbackVerify => Destination,
        _ => Revision,
    };

    /// <summary>Commands that were handled.</summary>
    public CommandTokens Handled { get; init; } = CommandTokens.None;

    /// <summary>The last decision was to do nothing because the spec says so.</summary>
    public bool Suspended { get; init; }
}
