using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>Bounds and target of one HorizontalPodAutoscaler.</summary>
[ValidationRule("!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
    "minReplicas must not be greater than maxReplicas", ".minReplicas")]
public sealed class AutoscalerSpec
{
    [Description("Fewest pods. Default: 1 (dev), 2 (prod).")]
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? MinReplicas { get; set; }

    [Description("Most pods. Default: 5 (dev), 10 (prod), and never less than minReplicas.")]
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? MaxReplicas { get; set; }

    [Description("Average CPU use to aim at, in percent of the request. Default: 70.")]
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? CpuUtilization { get; set; }
}
