using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>Who may talk to whom: everything that is not allowed here or needed by the app itself is denied, both ways.</summary>
public sealed class NetworkPolicySpec
{
    [Description(
        "False: no NetworkPolicies. Default: true. Traffic that the app itself needs is always allowed: api and worker to redis, Prometheus to the metrics "
            + "ports, the operator to the api for its smoke probes, DNS.")]
    public bool? Enabled { get; set; }

    [Description(
        "Who may call the api, for example the ingress controller's namespace. Default: everybody while the Ingress is enabled, as an ingress controller may "
            + "be on the host network or outside the cluster; nobody without one.")]
    [Length(maximum: 32)]
    public IList<NetworkPeerSpec>? IngressFrom { get; set; }

    [Description("What api and worker may connect to besides redis and DNS, for example ipBlock 0.0.0.0/0 on port 443. Default: nothing.")]
    [Length(maximum: 32)]
    public IList<EgressTargetSpec>? EgressTo { get; set; }
}
