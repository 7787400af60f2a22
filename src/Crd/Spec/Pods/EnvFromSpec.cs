using October.Crd.Attributes;

namespace October.Crd.Spec.Pods;

/// <summary>Every key of a Secret or ConfigMap as an environment variable, as in a container.</summary>
[ValidationRule("has(self.secretRef) != has(self.configMapRef)", "give exactly one of secretRef and configMapRef")]
public sealed class EnvFromSpec
{
    [Description("Put before each key to make the variable's name. Default: nothing.")]
    [Pattern("^[A-Za-z_][A-Za-z0-9_]*$")]
    [Length(1, 64)]
    public string? Prefix { get; set; }

    [Description("A Secret in this namespace; its keys are variables.")]
    public ObjectRefSpec? SecretRef { get; set; }

    [Description("A ConfigMap in this namespace; its keys are variables.")]
    public ObjectRefSpec? ConfigMapRef { get; set; }
}
