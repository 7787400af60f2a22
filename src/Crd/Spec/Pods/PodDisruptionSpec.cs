using k8s.Models;
using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>How many pods a drain, for example of a node that is upgraded, may take at a time.</summary>
[ValidationRule(
    "!has(self.maxUnavailable) || !has(self.enabled) || self.enabled",
    "enabled: false makes no PodDisruptionBudget: remove maxUnavailable, or enabled",
    ".enabled")]
[ValidationRule("!has(self.maxUnavailable) || (type(self.maxUnavailable) == int ? self.maxUnavailable > 0 : self.maxUnavailable != '0%')",
    "maxUnavailable 0 would block every drain for good: write 1 or more, or a percentage such as 25%", ".maxUnavailable")]
public sealed class PodDisruptionSpec
{
    [Description("Whether there is a PodDisruptionBudget. Default: true.")]
    public bool? Enabled { get; set; }

    [Description("Pods that may be away at a time, as a number or as a percentage such as 25%. Default: 1.")]
    [Pattern("^([0-9]|[1-9][0-9]|100)%$")]
    [Length(2, 4)]
    public IntOrString? MaxUnavailable { get; set; }
}
