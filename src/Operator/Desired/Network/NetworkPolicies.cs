using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec.Network;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;

namespace October.Operator.Desired.Network;

/// <summary>Default deny both ways for every pod of the app, then exactly the connections that the app is made of. Policies add up.</summary>
internal static class NetworkPolicies
{
    private const string NamespaceName = "kubernetes.io/metadata.name";
    private const string OpenShiftDnsNamespace = "openshift-dns";

    public static IEnumerable<V1NetworkPolicy> Render(DesiredInput input)
    {
        if (input.Stable.App.NetworkPolicy is not { } policy)
            return [];
        var app = input.App;
        var policies = new List<V1NetworkPolicy>
        {
            Of(app, "default", Labels.Everything(app), [], [Dns(input.Cluster), .. OpenShiftDns(input.Cluster)]),
            Of(
                app,
                Names.Api,
                Labels.Selector(app, Names.Api),
                [.. Operator(input, Ports.Api), From(input.ApiMetricsPort, Prometheus(input.Cluster))],
                Outward(input, policy)),
            Of(app, Names.Worker, Labels.Selector(app, Names.Worker), [From(Ports.Worker, Prometheus(input.Cluster))], Outward(input, policy)),
        };
        if (input.Redis is not null)
            policies.Add(
                Of(
                    app,
                    Names.Redis,
                    Labels.Selector(app, Names.Redis),
                    [
                        From(
                            RedisTls.PortsOf(input),
                            [Pods(app, Names.Api), Pods(app, Names.Worker), .. input.BacksUp ? [Pods(app, Names.Backup)] : Array.Empty<V1NetworkPolicyPeer>()]),
                        .. Rotating(input),
                    ],
                    []));
        if (input.BacksUp)
            policies.Add(Of(app, Names.Backup, Labels.Selector(app, Names.Backup), [], [ToRedis(input)]));
        // The stable track only: no user meets a preview.
        if (Callers(input.Stable.App, policy) is { } callers)
            policies.Insert(2, Of(app, Names.Api + "-public", Labels.Selector(app, Names.Api, Track.Stable), [From(Ports.Api, callers)], []));
        return policies;
    }

    /// <summary>Null when nobody may call; empty is everybody.</summary>
    private static V1NetworkPolicyPeer[]? Callers(ResolvedApp spec, ResolvedNetworkPolicy policy) => policy.IngressFrom switch
    {
        { Count: > 0 } given => [.. given.Select(Peer)],
        null when spec.Ingress is not null || spec.ApiService.IsPublic => [],
        _ => null,
    };

    private static List<V1NetworkPolicyEgressRule> Outward(DesiredInput input, ResolvedNetworkPolicy policy) =>
    [
        .. input.Redis is null ? Array.Empty<V1NetworkPolicyEgressRule>() : [ToRedis(input)],
        .. input.Revisions.SelectMany(revision => ExternalRedis(revision.App.Redis)).Distinct().Select(External),
        .. policy.EgressTo.Select(target => new V1NetworkPolicyEgressRule
        {
            To = [Peer(target)],
            Ports = target.Ports is not { Count: > 0 } ports
                ? null
                : [.. ports.Select(port => new V1NetworkPolicyPort { Port = port.Port, EndPort = port.EndPort, Protocol = port.Protocol ?? "TCP" })],
        }),
    ];

    /// <summary>
    /// Where a redis is that somebody else runs. A policy knows no host names: anywhere on that port, or exactly there where the URL has an address. Whatever
    /// Sentinels or nodes of a cluster name is anywhere.
    /// </summary>
    private static IEnumerable<(string? Cidr, int Port)> ExternalRedis(ResolvedRedis redis) =>
    [
        .. (redis.ExternalUrl is { } url ? ExternalRedisUrl.Hosts(url) : []).Select(static uri => (
            uri.HostNameType switch
            {
                UriHostNameType.IPv4 => uri.Host + "/32",
                UriHostNameType.IPv6 => uri.Host.Trim('[', ']') + "/128",
                _ => null,
            },
            uri.Port > 0 ? uri.Port : Ports.Redis)),
        .. (redis.Sentinel?.RedisPort ?? redis.Cluster?.RedisPort) is { } port ? [(null, port)] : Array.Empty<(string?, int)>(),
    ];

    private static V1NetworkPolicyEgressRule External((string? Cidr, int Port) redis) => new()
    {
        To = redis.Cidr is null ? null : [new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = redis.Cidr } }],
        Ports = [Port(redis.Port)],
    };

    /// <summary>
    /// Without <c>to</c> where nobody says which namespace the cluster's DNS is in: node-local caches and a DNS on the host network are no pods that a
    /// selector could name.
    /// </summary>
    private static V1NetworkPolicyEgressRule Dns(ClusterFacts cluster) => new()
    {
        To = cluster.DnsNamespace is { } home ? [new() { NamespaceSelector = InNamespace(home) }] : null,
        Ports = [Port(53, "UDP"), Port(53)],
    };

    /// <summary>
    /// A policy judges a connection by the pod that it ends at, after the Service has chosen it: OpenShift's DNS listens on another port than its Service.
    /// Elsewhere nobody has that namespace.
    /// </summary>
    private static IEnumerable<V1NetworkPolicyEgressRule> OpenShiftDns(ClusterFacts cluster) => cluster.DnsNamespace is null or OpenShiftDnsNamespace
        ? [new V1NetworkPolicyEgressRule { To = [new() { NamespaceSelector = InNamespace(OpenShiftDnsNamespace) }], Ports = [Port(5353, "UDP"), Port(5353)] }]
        : [];

    /// <summary>The cluster's Prometheus, by the label of its charts and its operator. Only its namespace says that it is no other pod.</summary>
    private static V1NetworkPolicyPeer Prometheus(ClusterFacts cluster) => Peer(cluster.PrometheusNamespace, "prometheus");

    /// <summary>While redis' password is changed, the operator tells redis.</summary>
    private static IEnumerable<V1NetworkPolicyIngressRule> Rotating(DesiredInput input) =>
        input.Passwords.IsRotating ? Operator(input, RedisTls.PortsOf(input)) : [];

    private static V1NetworkPolicyEgressRule ToRedis(DesiredInput input) =>
        new() { To = [Pods(input.App, Names.Redis)], Ports = [.. RedisTls.PortsOf(input).Select(port => Port(port))] };

    private static IEnumerable<V1NetworkPolicyIngressRule> Operator(DesiredInput input, params IReadOnlyList<int> ports) =>
        input.Cluster.OperatorNamespace is not { } home
        ? []
        : [From(ports, Peer(home, "october-operator"))];

    private static V1NetworkPolicy Of(
        AppIdentity app, string name, Dictionary<string, string> pods, IList<V1NetworkPolicyIngressRule> ingress, IList<V1NetworkPolicyEgressRule> egress)
    {
        var component = pods.GetValueOrDefault(Labels.Component);
        return new V1NetworkPolicy
        {
            Metadata = Meta.Of(app, $"{app.Name}-{name}", component),
            Spec = new V1NetworkPolicySpec
            {
                PodSelector = new V1LabelSelector { MatchLabels = pods },
                PolicyTypes = ["Ingress", "Egress"],
                Ingress = ingress.Count > 0 ? ingress : null,
                Egress = egress.Count > 0 ? egress : null,
            },
        };
    }

    private static V1NetworkPolicyIngressRule From(int port, params V1NetworkPolicyPeer[] peers) => From([port], peers);

    private static V1NetworkPolicyIngressRule From(IReadOnlyList<int> ports, params V1NetworkPolicyPeer[] peers) =>
        new() { FromProperty = peers.Length > 0 ? peers : null, Ports = [.. ports.Select(port => Port(port))] };

    private static V1NetworkPolicyPort Port(int port, string protocol = "TCP") => new() { Port = port, Protocol = protocol };

    private static V1NetworkPolicyPeer Pods(AppIdentity app, string component) =>
        new() { PodSelector = new V1LabelSelector { MatchLabels = Labels.Selector(app, component) } };

    /// <summary>Pods of this name, but for those of an app, which may have any name.</summary>
    private static V1NetworkPolicyPeer Peer(string? home, string name) => new()
    {
        NamespaceSelector = home is null ? new V1LabelSelector() : InNamespace(home),
        PodSelector = new V1LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = name },
            MatchExpressions = [new V1LabelSelectorRequirement { Key = Labels.App, OperatorProperty = "DoesNotExist" }],
        },
    };

    private static V1LabelSelector InNamespace(string home) => new() { MatchLabels = new Dictionary<string, string> { [NamespaceName] = home } };

    private static V1NetworkPolicyPeer Peer(NetworkPeerSpec given) => new()
    {
        NamespaceSelector = Selector(given.NamespaceSelector),
        PodSelector = Selector(given.PodSelector),
        IpBlock = given.IpBlock is { } block ? new V1IPBlock { Cidr = block.Cidr, Except = block.Except } : null,
    };

    private static V1LabelSelector? Selector(LabelSelectorSpec? given) => given is null ? null : new V1LabelSelector
    {
        MatchLabels = given.MatchLabels,
        MatchExpressions = given.MatchExpressions?.Select(requirement => new V1LabelSelectorRequirement
        {
            Key = requirement.Key,
            OperatorProperty = requirement.Operator,
            Values = requirement.Values,
        }).ToList(),
    };
}
