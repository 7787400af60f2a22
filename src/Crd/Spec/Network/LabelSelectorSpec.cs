using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>Selects objects by their labels; every part must match (meta/v1 LabelSelector). Empty selects all.</summary>
public sealed class LabelSelectorSpec
{
    [Description("Labels that must all be there with these values. Default: none.")]
    [Length(maximum: 32)]
    [TextLength(63)]
    public IDictionary<string, string>? MatchLabels { get; set; }

    [Description("Further requirements on labels; all must hold. Default: none.")]
    [Length(maximum: 16)]
    public IList<LabelRequirementSpec>? MatchExpressions { get; set; }
}
