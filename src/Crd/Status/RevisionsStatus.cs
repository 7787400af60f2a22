namespace October.Crd.Status;

/// <summary>Names of ControllerRevisions.</summary>
public sealed class RevisionsStatus
{
    [Description("The revision that serves users.")]
    public string? Current { get; set; }

    [Description("The last revision that passed; what a rollback goes back to.")]
    public string? LastGood { get; set; }

    [Description("The revision that october.dev/rollback-to requested, until it has passed its smoke probes or failed; lastGood is unchanged until then.")]
    public string? RollbackTo { get; set; }

    [Description("The revision that serves although it failed, left in place by rollback policy Manual or Freeze.")]
    public string? Held { get; set; }

    [Description("The revision whose remaining smoke probes october.dev/promote waived.")]
    public string? Waived { get; set; }

    [Description("Smoke probes of the last good revision that were skipped, and why: what they need was scaled to zero.")]
    public string? Unverified { get; set; }

    [Description("The revision that was last tried.")]
    public string? LastAttempted { get; set; }

    [Description("The revision that failed last.")]
    public string? Failed { get; set; }
}
