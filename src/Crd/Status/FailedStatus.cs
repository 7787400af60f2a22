using October.Crd.Attributes;

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

    [Description("What was expected, what was seen, where.")]
    public string? Message { get; set; }

    [Description("The smoke probe that failed, if one did.")]
    public string? Probe { get; set; }

    [Description("What followed: RolledBack, NoRollbackTarget, RollbackFailed, AwaitingRollback (policy Manual) or Frozen (policy Freeze).")]
    public string? Outcome { get; set; }

    [Description("What the roll-back could not put back, in words; not there when it put everything back.")]
    public string? NotPutBack { get; set; }

    [Description("How often it was tried.")]
    public int? Attempts { get; set; }

    [Description("When it is tried again by itself; only after failures of the cluster.")]
    public DateTime? NextRetryTime { get; set; }

    [Description("When the failure was decided.")]
    public DateTime? At { get; set; }
}
