using October.Crd.Attributes;

namespace October.Crd.Status;

/// <summary>What the operator sees and does.</summary>
public sealed class V1OctoberAppStatus
{
    [Description("The generation that this status speaks of; -1 until the operator has seen the resource.")]
    [DefaultValue(-1L)]
    public long? ObservedGeneration { get; set; }

    [Description("The generation that was last tried.")]
    public long? LastAttemptedGeneration { get; set; }

    [Description("Where the current attempt stands: Pending, Progressing, Verifying, Baking, Ready, RollingBack, RolledBack, Failed, Suspended or Restoring.")]
    public string? Phase { get; set; }

    [Description("One line for people.")]
    public string? Message { get; set; }

    [Description("Where the api answers, from as far outside as possible.")]
    public string? Url { get; set; }

    [Description("Every address at which the api answers, external ones first.")]
    public IList<EndpointStatus>? Endpoints { get; set; }

    [Description(
        "Conditions Ready (the spec is serving and verified), Available (the app is serving, with any revision), Progressing (an attempt, a rollback, a retry, "
            + "missing pods), Reconciling and Stalled (present only when true), SmokeTestsPassed, RolledBack, BackupHealthy (with spec.backup), "
            + "Exposed (present only when true: the world reaches the api, which requires no key).")]
    [XListMapKeys("type")]
    public IList<AppCondition>? Conditions { get; set; }

    [Description("Name of the Secret whose API_KEY has what callers of the serving revision must show; absent where none is required, or none is known.")]
    public string? ApiKeySecret { get; set; }

    [Description("Pods per component.")]
    public ComponentsStatus? Components { get; set; }

    [Description("Names of the ControllerRevisions that matter now.")]
    public RevisionsStatus? Revisions { get; set; }

    [Description("The attempt in progress.")]
    public RolloutStatus? Rollout { get; set; }

    [Description("The last attempt that failed; it is not tried again until the spec changes or october.dev/retry is set.")]
    public FailedStatus? Failed { get; set; }

    [Description("Finished attempts, newest first, at most 10.")]
    public IList<HistoryEntry>? History { get; set; }

    [Description("What outlives the resource: volumes with persistence.retain.")]
    public IList<string>? KeptOnDeletion { get; set; }

    [Description("How backups went, where spec.backup asks for them.")]
    public BackupStatus? Backup { get; set; }

    [Description("The restore under way, or the last one.")]
    public RestoreStatus? Restore { get; set; }

    [Description("The value of the annotation october.dev/retry that was last acted on.")]
    public string? LastHandledRetry { get; set; }

    [Description("The value of the annotation october.dev/abort that was last acted on.")]
    public string? LastHandledAbort { get; set; }

    [Description("The value of the annotation october.dev/promote that was last acted on.")]
    public string? LastHandledPromote { get; set; }

    [Description("The value of the annotation october.dev/rollback-to that was last acted on.")]
    public string? LastHandledRollbackTo { get; set; }

    [Description("The value of the annotation october.dev/rotate-password whose rotation has ended last.")]
    public string? LastHandledRotatePassword { get; set; }

    [Description("The value of the annotation october.dev/backup-now that was last acted on.")]
    public string? LastHandledBackupNow { get; set; }
}
