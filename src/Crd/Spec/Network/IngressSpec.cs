using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>The Ingress in front of the api.</summary>
public sealed class IngressSpec
{
    [Description("False: no Ingress. Default: true.")]
    public bool? Enabled { get; set; }

    [Description("Host name that routes to the api. Default: none, any host.")]
    [Pattern("^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    [Length(1, 253)]
    public string? Host { get; set; }

    [Description("IngressClass to use. Default: the cluster's default class.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string? ClassName { get; set; }

    [Description("Serve HTTPS with this certificate.")]
    public IngressTlsSpec? Tls { get; set; }

    [Description("Annotations of the Ingress, for its controller. Default: none.")]
    [Length(maximum: 64)]
    [TextLength(16384)]
    public IDictionary<string, string>? Annotations { get; set; }
}
