using October.Crd.Attributes;

namespace October.Crd.Spec.Redis;

/// <summary>An issuer of cert-manager.</summary>
public sealed class IssuerReferenceSpec
{
    [Required]
    [Description("Name of the issuer. It must write ca.crt, as one of type CA or Vault does; ACME does not.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string Name { get; set; } = "";

    [Description("Issuer, of this namespace, or ClusterIssuer. Default: Issuer.")]
    [Pattern("^[A-Za-z][A-Za-z0-9]*$")]
    [Length(1, 63)]
    public string? Kind { get; set; }

    [Description("API group of an issuer that is not cert-manager's own. Default: cert-manager.io.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string? Group { get; set; }
}
