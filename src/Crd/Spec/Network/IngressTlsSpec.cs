using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>TLS of the Ingress.</summary>
public sealed class IngressTlsSpec
{
    [Required]
    [Description("A Secret of type kubernetes.io/tls in this namespace.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string SecretName { get; set; } = "";
}
