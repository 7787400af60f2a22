using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>A range of IP addresses (networking.k8s.io/v1 IPBlock).</summary>
public sealed class IpBlockSpec
{
    [Required]
    [Description("Addresses in CIDR notation, for example 10.0.0.0/8 or 2001:db8::/64.")]
    [Pattern("^[0-9A-Fa-f:.]+/[0-9]{1,3}$")]
    [Length(1, 49)]
    public string Cidr { get; set; } = "";

    [Description("Ranges inside cidr that are left out, in CIDR notation, for example 169.254.169.254/32. Default: none.")]
    [Length(maximum: 32)]
    [TextLength(49)]
    public IList<string>? Except { get; set; }
}
