namespace October.Crd.Status;

/// <summary>A failed attempt and its cause.</summary>
public sealed class FailedStatus
{
    [Description("Generation of the spec that failed.")]
    public long? Generation { get; set; }

    [Description("Hash of the revisioned part of the spec that failed.")]
    public string? Hash { get; set; }

    [Description("Machine-readable reason.")]
    public string? Reason { get; set; }

    [Description("What was expected, what was observed, where.")]
    public string? Message { get; set; }

    [Description("What the pods said: states of containers, warnings and errors at the ends of logs, what the kubelet got from probes.")]
    public string? Evidence { get; set; }

    [Description("The smoke probe that failed, if one did.")]
    public string? Probe { get; set; }

    [Description("What followed: RolledBack, NoRollbackTarget, RollbackFailed, AwaitingRollback (policy Manual) or Frozen (policy Freeze).")]
    public string? Outcome { get; set; }

    [Description("What the rollback could not restore; absent when it restored everything.")]
    public string? Unreverted { get; set; }

    [Description("Why the rollback failed, where it did.")]
    public RollbackErrorStatus? RollbackError { get; set; }

    [Description("Number of attempts.")]
    public int? Attempts { get; set; }

    [Description("When it is retried by itself, after failures of the infrastructure; after a failed rollback: when its smoke probes run again.")]
    public DateTime? NextRetryTime { get; set; }

    [Description("When the failure was decided.")]
    public DateTime? At { get; set; }
}
