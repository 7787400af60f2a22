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

    [Description("When the pods of the current step last progressed: one more updated, ready, or no longer an old one.")]
    public DateTime? LastProgressTime { get; set; }

    [Description("How far the pods of the current step have come; lastProgressTime is when this last grew.")]
    public int? ProgressedPods { get; set; }

    [Description("The pods that progressedPods is about.")]
    public int? DesiredPods { get; set; }

    [Description("When the current step has failed unless it progresses.")]
    public DateTime? Deadline { get; set; }

    [Description("How the smoke probes of the attempt ended last.")]
    public IList<ProbeStatus>? Probes { get; set; }

    [Description("Why the attempt is being rolled back, once it is.")]
    public FailedStatus? Cause { get; set; }
}
