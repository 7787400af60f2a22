using October.Crd.Attributes;

namespace October.Crd.Spec.Network;

/// <summary>The other end of a connection (networking.k8s.io/v1 NetworkPolicyPeer).</summary>
[ValidationRule("has(self.ipBlock) || has(self.namespaceSelector) || has(self.podSelector)",
    "say who is meant: give namespaceSelector, podSelector or both, or ipBlock")]
[ValidationRule("!(has(self.ipBlock) && (has(self.namespaceSelector) || has(self.podSelector)))",
    "ipBlock stands alone: move it to an entry of its own, beside the one with namespaceSelector or podSelector", ".ipBlock")]
public class NetworkPeerSpec
{
    [Description(
        "Namespaces by their labels, for example kubernetes.io/metadata.name: ingress-nginx; {} is every namespace. Default: this namespace, when podSelector "
            + "is given.")]
    public LabelSelectorSpec? NamespaceSelector { get; set; }

    [Description("Pods by their labels, in the namespaces of namespaceSelector; {} is every pod. Default: every pod of these namespaces.")]
    public LabelSelectorSpec? PodSelector { get; set; }

    [Description("Addresses outside the cluster or on the host network. Cannot be combined with selectors. Default: none.")]
    public IpBlockSpec? IpBlock { get; set; }
}
