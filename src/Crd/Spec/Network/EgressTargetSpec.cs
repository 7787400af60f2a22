using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>Something that api and worker may connect to.</summary>
public sealed class EgressTargetSpec : NetworkPeerSpec
{
    [Description("Ports that may be reached there. Default: every port.")]
    [Length(maximum: 32)]
    public IList<NetworkPortSpec>? Ports { get; set; }
}
