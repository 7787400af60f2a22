using October.Crd.Spec.Network;

namespace October.Crd.Defaults;

/// <summary>
/// Who may talk to the app and to whom it may talk, beyond what it needs itself. A null <see cref="IngressFrom"/> is the default of the Ingress.
/// </summary>
public sealed record ResolvedNetworkPolicy(IReadOnlyList<NetworkPeerSpec>? IngressFrom, IReadOnlyList<EgressTargetSpec> EgressTo);
