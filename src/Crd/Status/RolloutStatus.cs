using October.Crd.Attributes;

namespace October.Crd.Status;

/// <summary>The attempt in progress: everything that the operator needs to go on after a restart.</summary>
public sealed class RolloutStatus
{
    [Description("Backup, Preview, Smoke, Roll, Verify, Bake, Rollback or RollbackVerify.")]
    public string? Step { get; set; }

    [Description("The revision that is rolled out.")]
    public string? Revision { get; set; }

    [Description("Which try of the revision this is, from 1.")]
    public int? Attempt { get; set; }

    [Description("When the attempt started.")]
    public DateTime? StartedAt { get; set; }

    [Description("When the current step started.")]
    public DateTime? StepStartedAt { get; set; }

    [Description("When the current step has failed for want of progress.")]
    public DateTime? Deadline { get; set; }

    [Description("How the smoke probes of the attempt ended last.")]
    public IList<ProbeStatus>? Probes { get; set; }

    [Description("Why the attempt is being rolled back, once it is.")]
    public FailedStatus? Cause { get; set; }
}
