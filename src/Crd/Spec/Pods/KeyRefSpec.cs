using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>One key of a named Secret or ConfigMap.</summary>
public sealed class KeyRefSpec
{
    [Required]
    [Description("Name of the object.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string Name { get; set; } = "";

    [Required]
    [Description("Key in its data.")]
    [Pattern(ObjectNames.Key)]
    [Length(1, 253)]
    public string Key { get; set; } = "";
}
