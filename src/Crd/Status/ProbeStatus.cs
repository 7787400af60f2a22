namespace October.Crd.Status;

/// <summary>How one smoke probe ended.</summary>
public sealed class ProbeStatus
{
    [Description("Name of the probe.")]
    public string? Name { get; set; }

    [Description("Passed, Failed, or Skipped where what it needs is scaled to zero. Probes after one that failed are not run.")]
    public string? Result { get; set; }

    [Description("Why it was skipped, if it was.")]
    public string? Reason { get; set; }

    [Description("How long it took, all its tries together, in milliseconds.")]
    public long? Milliseconds { get; set; }
}
