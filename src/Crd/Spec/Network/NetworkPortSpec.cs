using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>A port or range of ports (networking.k8s.io/v1 NetworkPolicyPort).</summary>
[ValidationRule("!has(self.endPort) || self.endPort >= self.port", "endPort is the last port of the range: it must not be less than port", ".endPort")]
public sealed class NetworkPortSpec
{
    [Required]
    [Description("Number of the port, for example 443.")]
    [RangeMinimum(1)]
    [RangeMaximum(65535)]
    public int Port { get; set; }

    [Description("Last port, when a range from port on is meant. Default: the one port.")]
    [RangeMinimum(1)]
    [RangeMaximum(65535)]
    public int? EndPort { get; set; }

    [Description("TCP, UDP or SCTP. Default: TCP.")]
    [EnumValues("TCP", "UDP", "SCTP")]
    public string? Protocol { get; set; }
}
