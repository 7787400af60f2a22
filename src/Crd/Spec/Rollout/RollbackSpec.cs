using October.Crd.Attributes;

namespace October.Crd.Spec.Rollout;

/// <summary>What happens when a new revision fails.</summary>
public sealed class RollbackSpec
{
    [Description(
        "Automatic: the last good revision is rolled back to at once. Manual: a preview that fails is removed, but what already receives traffic stays until "
            + "the annotation october.dev/abort (roll back), october.dev/promote (accept it) or october.dev/retry, or another spec. Freeze: everything stays "
            + "exactly as it failed, the preview included, for releases whose migrations cannot be undone; the same annotations move it on. Default: "
            + "Automatic.")]
    [EnumValues("Automatic", "Manual", "Freeze")]
    public string? Policy { get; set; }

    [Description(
        "How often an attempt is retried by itself after a failure of the infrastructure: no room for its pods, an exceeded quota, a registry that does not "
            + "answer. A failure of the revision itself is never retried by itself. Default: 3.")]
    [RangeMinimum(0)]
    [RangeMaximum(20)]
    public int? Retries { get; set; }

    [Description("How long to wait before the first such retry, for example 30s; doubled for each further one, up to 10m. Default: 30s.")]
    [Pattern(Durations.Pattern)]
    [Length(2, Durations.Longest)]
    [ValidationRule(Durations.WithinYear, Durations.BeyondYear)]
    public string? RetryBackoff { get; set; }
}
