using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>One requirement on a label (meta/v1 LabelSelectorRequirement).</summary>
[ValidationRule("self.operator in ['In', 'NotIn'] ? has(self.values) && size(self.values) > 0 : !has(self.values) || size(self.values) == 0",
    "In and NotIn need at least one of values; Exists and DoesNotExist take none", ".values")]
public sealed class LabelRequirementSpec
{
    [Required]
    [Description("Label that is looked at.")]
    [Length(1, 317)]
    public string Key { get; set; } = "";

    [Required]
    [Description("In: the label has one of values. NotIn: it has none of them. Exists: it is there. DoesNotExist: it is not.")]
    [EnumValues("In", "NotIn", "Exists", "DoesNotExist")]
    public string Operator { get; set; } = "";

    [Description("Values for In and NotIn. Default: none.")]
    [Length(maximum: 64)]
    [TextLength(63)]
    public IList<string>? Values { get; set; }
}
