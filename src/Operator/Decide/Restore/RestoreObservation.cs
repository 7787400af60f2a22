using October.Operator.Decide.Jobs;

namespace October.Operator.Decide.Restore;

/// <summary>A snapshot of everything that a restore's next step depends on.</summary>
internal sealed record RestoreObservation
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>What spec.restore requests; null for nothing.</summary>
    public (string RequestId, string BackupName)? Requested { get; init; }

    /// <summary>No rollout or rotation is under way that a restore would disturb.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Pods wanted of the api, and of the worker.</summary>
    public required (int Api, int Worker) Wanted { get; init; }

    /// <summary>Nothing of api and worker runs any more, on either track, and nothing will.</summary>
    public required bool AreWritersGone { get; init; }

    public required bool IsRedisGone { get; init; }

    /// <summary>All wanted pods are up, of redis, and of api and worker.</summary>
    public required bool IsRedisUp { get; init; }

    public required bool AreWritersUp { get; init; }

    /// <summary>How the Job that replaces the data ended; null while it has not, or is not there.</summary>
    public bool? Job { get; init; }

    /// <summary>Tail of the Job's log, once it has ended.</summary>
    public string? JobLogTail { get; init; }

    /// <summary>The Job is there.</summary>
    public bool IsJobThere { get; init; }

    /// <summary>The Job, while its container has never been started; null where it was, or that is not known.</summary>
    public UnstartedJob? Unstarted { get; init; }

    /// <summary>A container of the Job runs, or has run.</summary>
    public bool HasStarted { get; init; }

    /// <summary>When it was known how the Job ends; null while it is not.</summary>
    public DateTimeOffset? JobEndedAt { get; init; }

    /// <summary>Name of a pod of the Job that may still write to redis' volume; null for none.</summary>
    public string? RunningPod { get; init; }

    /// <summary>The Job failed after it had begun to replace the data; null where that is not known.</summary>
    public bool? HasReplaced { get; init; } = false;

    /// <summary>Why the Job cannot be created or has not been; null for nothing known.</summary>
    public string? Refused { get; init; }

    /// <summary>The spec does not say any more where backups are.</summary>
    public bool IsBackupGone { get; init; }

    /// <summary>Name of a backup's Job that has not ended; null for none.</summary>
    public string? RunningBackup { get; init; }

    /// <summary>How long what was stopped may take to come back.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>How long a component may take to stop.</summary>
    public required TimeSpan StopDeadline { get; init; }
}
