using October.Crd.Attributes;

namespace October.Crd.Status;

/// <summary>How one smoke probe ended.</summary>
public sealed class ProbeStatus
{
    [Description("Name of the probe.")]
    public string? Name { get; set; }

    [Description("Passed or Failed. Probes after one that failed are not run.")]
    public string? Result { get; set; }

    [Description("How long it took, all its tries together, in milliseconds.")]
    public long? Milliseconds { get; set; }
}
