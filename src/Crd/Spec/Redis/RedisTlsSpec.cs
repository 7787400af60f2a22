using October.Crd.Attributes;

namespace October.Crd.Spec.Redis;

/// <summary>TLS between redis and all that log in to it.</summary>
[ValidationRule(
    "!(has(self.secretName) && has(self.issuerRef))", "redis.tls.secretName and redis.tls.issuerRef each say where the certificate comes from: remove one",
    ".issuerRef")]
public sealed class RedisTlsSpec
{
    [Description(
        "A Secret of this namespace with tls.crt, tls.key and ca.crt. The certificate must be for the host NAME-redis. Redis is started again when it is "
            + "renewed. Default: the operator makes a certificate in Secret NAME-redis-certificate, and renews it.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string? SecretName { get; set; }

    [Description("Issuer of a certificate that cert-manager makes and renews: the operator creates a Certificate NAME-redis. Default: none.")]
    public IssuerReferenceSpec? IssuerRef { get; set; }
}
