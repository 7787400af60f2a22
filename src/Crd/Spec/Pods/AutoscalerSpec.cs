using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>Bounds and targets of one HorizontalPodAutoscaler.</summary>
[ValidationRule("!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
    "minReplicas must not be greater than maxReplicas", ".minReplicas")]
public class AutoscalerSpec
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

    [Description("Average memory use to aim at besides, in percent of the request. Default: none; memory is not looked at.")]
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    public int? MemoryUtilization { get; set; }

    [Description(
        "How fast to scale, as behavior of a HorizontalPodAutoscaler (autoscaling/v2): scaleUp and scaleDown with policies and stabilizationWindowSeconds. "
            + "Default: the cluster's.")]
    [PreserveUnknownFields]
    public JsonObject? Behavior { get; set; }
}
