namespace October.Crd.Status;

/// <summary>One finished attempt.</summary>
public sealed class HistoryEntry
{
    [Description("Name of the ControllerRevision.")]
    public string? Revision { get; set; }

    [Description("Generation of the spec.")]
    public long? Generation { get; set; }

    [Description("Images of api and worker.")]
    public IList<string>? Images { get; set; }

    [Description("Field manager that requested this revision first, for example kubectl-client-side-apply or argocd-controller.")]
    public string? By { get; set; }

    [Description("Install, Update, Rollback or Restore.")]
    public string? Action { get; set; }

    [Description("Succeeded, RolledBack, Failed or Superseded.")]
    public string? Outcome { get; set; }

    [Description("Reason of the outcome.")]
    public string? Reason { get; set; }

    [Description("How its smoke probes ended, those through the Service if it came so far, else those of the preview.")]
    public IList<ProbeStatus>? Probes { get; set; }

    [Description("When it started.")]
    public DateTime? StartedAt { get; set; }

    [Description("When it ended.")]
    public DateTime? CompletedAt { get; set; }
}
