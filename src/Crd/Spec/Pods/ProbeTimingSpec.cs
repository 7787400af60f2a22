using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>Timing of one probe, as in a Pod.</summary>
public sealed class ProbeTimingSpec
{
    [Description("Seconds before the first probe. Default: 0.")]
    [RangeMinimum(0)]
    [RangeMaximum(3600)]
    public int? InitialDelaySeconds { get; set; }

    [Description("Seconds between probes. Default: 10.")]
    [RangeMinimum(1)]
    [RangeMaximum(3600)]
    public int? PeriodSeconds { get; set; }

    [Description("Seconds until a probe without an answer counts as failed. Default: 5.")]
    [RangeMinimum(1)]
    [RangeMaximum(3600)]
    public int? TimeoutSeconds { get; set; }

    [Description("Failures in a row that count. Default: 30 for startup, else 3.")]
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? FailureThreshold { get; set; }
}
