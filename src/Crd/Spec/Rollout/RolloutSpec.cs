using October.Crd.Attributes;

namespace October.Crd.Spec.Rollout;

/// <summary>How a new revision goes live.</summary>
public sealed class RolloutSpec
{
    [Description("True: a new revision first starts beside the serving one, with a queue of its own, and is probed before any user meets it. Default: true.")]
    public bool? Preview { get; set; }

    [Description(
        "How long a step may go without progress before the attempt has failed, for example 5m. Progress is one more pod that is updated, is ready, or is "
            + "no longer an old one, as in a Deployment: an update of many pods may take much longer in all. Default: 5m.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinYear, Durations.BeyondYear)]
    public string? ProgressDeadline { get; set; }

    [Description("How long an attempt may take until it is verified, however well it progresses, for example 1h. Default: any time.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinYear, Durations.BeyondYear)]
    public string? AttemptDeadline { get; set; }

    [Description("How long to watch a new revision after it passed, before it counts as good, for example 10m. Default: 0s.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinYear, Durations.BeyondYear)]
    public string? BakeTime { get; set; }

    [Description("What happens when a new revision fails.")]
    public RollbackSpec? Rollback { get; set; }

    [Description(
        "What to try on a new revision. Default: GET /healthz is 200, GET /ready is 200, and the task add(2,3) gives 5 through api, redis and worker.")]
    [XListMapKeys("name")]
    [Length(maximum: 32)]
    public IList<SmokeProbeSpec>? SmokeProbes { get; set; }
}
