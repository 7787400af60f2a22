using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>One environment variable: a value, or a reference to a key of a Secret or ConfigMap.</summary>
[ValidationRule("[has(self.value), has(self.secretKeyRef), has(self.configMapKeyRef)].exists_one(x, x)",
    "give exactly one of value, secretKeyRef and configMapKeyRef")]
public sealed class EnvVarSpec
{
    [Required]
    [Description("Name of the variable.")]
    [Pattern("^[A-Za-z_][A-Za-z0-9_]*$")]
    [Length(1, 256)]
    public string Name { get; set; } = "";

    [Description("The value itself. Default: none; one of the three must be given.")]
    [Length(maximum: 32768)]
    public string? Value { get; set; }

    [Description("A key of a Secret in this namespace.")]
    public KeyRefSpec? SecretKeyRef { get; set; }

    [Description("A key of a ConfigMap in this namespace.")]
    public KeyRefSpec? ConfigMapKeyRef { get; set; }
}
