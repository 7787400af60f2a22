using October.Operator.Decide.Jobs;

namespace October.Operator.Decide.Backups;

/// <summary>What is known of an app's backups.</summary>
/// <param name="Wanted">The spec asks for them.</param>
/// <param name="SucceededAt">When one last ended well.</param>
/// <param name="FailedAt">When one last failed.</param>
/// <param name="LastJob">Name of the Job that ended last.</param>
internal sealed record BackupHealth(bool Wanted, DateTimeOffset? SucceededAt = null, DateTimeOffset? FailedAt = null, string? LastJob = null)
{
    /// <summary>None, and none wanted.</summary>
    public static BackupHealth None { get; } = new(false);

    /// <summary>What the newest good one said of itself; null when that is not known.</summary>
    public BackupReport? Report { get; init; }

    /// <summary>What the log of the newest failed one says, when it has just failed; null for nothing.</summary>
    public string? FailureLog { get; init; }

    /// <summary>How long the newest good one took.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>When the schedule last started one.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When it starts the next one after that.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>From when on the newest good one is older than the schedule allows; null for never.</summary>
    public DateTimeOffset? StaleAt { get; init; }

    /// <summary>One under way that has not begun; null for none.</summary>
    public UnstartedJob? Unstarted { get; init; }

    /// <summary>What that one waits for, as the end of a message; nothing while that is not known.</summary>
    public string Waits => Unstarted is { Cause: { } cause } ? $"; Job {Unstarted.Name} has not started: {cause}" : "";

    /// <summary>The newest backup failed.</summary>
    public bool HasFailed => FailedAt is { } failed && !(SucceededAt > failed);
}
