namespace October.Operator.Rollout;

/// <summary>What is known of an app's backups.</summary>
/// <param name="Wanted">The spec asks for them.</param>
/// <param name="SucceededAt">When one last ended well.</param>
/// <param name="FailedAt">When one last failed.</param>
/// <param name="LastJob">Name of the Job that ended last.</param>
internal sealed record BackupHealth(bool Wanted, DateTimeOffset? SucceededAt = null, DateTimeOffset? FailedAt = null, string? LastJob = null)
{
    /// <summary>None, and none wanted.</summary>
    public static BackupHealth None { get; } = new(false);

    /// <summary>The newest backup failed.</summary>
    public bool HasFailed => FailedAt is { } failed && !(SucceededAt > failed);
}
