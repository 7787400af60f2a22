using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>TLS between redis and all that log in to it.</summary>
public sealed class RedisTlsSpec
{
    [Required]
    [Description(
        "A Secret of this namespace with tls.crt, tls.key and ca.crt, such as cert-manager makes for a Certificate. The certificate must be for the host "
            + "NAME-redis. Redis is started again when it is renewed.")]
    [Length(1, 253)]
    public string SecretName { get; set; } = "";
}
