using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>A named object of this namespace.</summary>
public sealed class ObjectRefSpec
{
    [Required]
    [Description("Name of the object.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string Name { get; set; } = "";
}
