using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec;
using October.Operator.Rotation;

namespace October.Operator.Desired;

/// <summary>Asks the rendered policies, as a network plugin would, whether a connection may be made.</summary>
public sealed class NetworkPoliciesTests
{
    private static readonly AppIdentity App = new("shops", "shop", "1");

    [Theory]
    [InlineData("api", "redis", 6379, true)]
    [InlineData("worker", "redis", 6379, true)]
    [InlineData("api-preview", "redis", 6379, true)]
    [InlineData("worker-preview", "redis", 6379, true)]
    [InlineData("operator", "api", 8000, true)]
    [InlineData("operator", "api-preview", 8000, true)]
    [InlineData("operator", "redis", 6379, false)]
    [InlineData("prometheus", "api", 8000, true)]
    [InlineData("prometheus", "worker", 9000, true)]
    [InlineData("prometheus", "redis", 6379, false)]
    [InlineData("ingress", "api", 8000, true)]
    [InlineData("ingress", "api-preview", 8000, false)]
    [InlineData("ingress", "worker", 9000, false)]
    [InlineData("stranger", "api", 8000, false)]
    [InlineData("stranger", "redis", 6379, false)]
    [InlineData("api", "worker", 9000, false)]
    [InlineData("worker", "api", 8000, false)]
    [InlineData("redis", "api", 8000, false)]
    [InlineData("api", "dns", 53, true)]
    [InlineData("redis", "dns", 53, true)]
    [InlineData("api", "stranger", 5432, false)]
    [InlineData("worker", "database", 5432, true)]
    [InlineData("redis", "database", 5432, false)]
    public void Exactly_what_the_app_needs_is_let_through(string from, string to, int port, bool allowed) =>
        Assert.Equal(allowed, Allows(Restricted(), from, to, port));

    [Fact]
    public void Without_ingressFrom_everybody_may_call_the_api_while_there_is_an_ingress_and_nobody_without_one()
    {
        var spec = DesiredStateTests.Minimal();
        Assert.True(Allows(spec, "stranger", "api", 8000));
        Assert.False(Allows(spec, "stranger", "api-preview", 8000));
        spec.Ingress = new IngressSpec { Enabled = false };
        Assert.False(Allows(spec, "stranger", "api", 8000));
        Assert.True(Allows(spec, "operator", "api", 8000));
    }

    [Fact]
    public void Switched_off_there_is_none()
    {
        var spec = DesiredStateTests.Minimal();
        spec.NetworkPolicy = new NetworkPolicySpec { Enabled = false };
        Assert.Empty(NetworkPolicies.Render(Input(spec)));
    }

    private static V1OctoberAppSpec Restricted()
    {
        var spec = DesiredStateTests.Minimal();
        spec.NetworkPolicy = new NetworkPolicySpec
        {
            IngressFrom = [new NetworkPeerSpec { NamespaceSelector = new LabelSelectorSpec { MatchLabels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = "ingress-nginx" } } }],
            EgressTo = [new EgressTargetSpec { PodSelector = new LabelSelectorSpec { MatchLabels = new Dictionary<string, string> { ["app"] = "database" } }, Ports = [new NetworkPortSpec { Port = 5432 }] }],
        };
        return spec;
    }

    private static DesiredInput Input(V1OctoberAppSpec spec) => new()
    {
        App = App,
        Stable = new RenderedRevision("a", SpecDefaults.Resolve(spec)),
        Cluster = new ClusterFacts { OperatorNamespace = "october-system" },
        Passwords = new Passwords("x"),
        HasApiKey = false,
    };

    private static (string Namespace, Dictionary<string, string> Labels) Pod(string name) => name switch
    {
        "operator" => ("october-system", new() { ["app.kubernetes.io/name"] = "october-operator" }),
        "prometheus" => ("monitoring", new() { ["app.kubernetes.io/name"] = "prometheus" }),
        "ingress" => ("ingress-nginx", new() { ["app"] = "controller" }),
        "dns" => ("kube-system", new() { ["k8s-app"] = "kube-dns" }),
        "stranger" => ("shops", new() { ["app"] = "stranger" }),
        "database" => ("shops", new() { ["app"] = "database" }),
        _ when name.EndsWith("-preview", StringComparison.Ordinal) => ("shops", Labels.Selector(App, name[..^8], Track.Preview)),
        _ => ("shops", Labels.Selector(App, name, Track.Stable)),
    };

    private static bool Allows(V1OctoberAppSpec spec, string from, string to, int port)
    {
        var policies = NetworkPolicies.Render(Input(spec)).Select(policy => policy.Spec).ToList();
        var (source, target) = (Pod(from), Pod(to));
        var sending = Selecting(policies, source);
        var receiving = Selecting(policies, target);
        return (sending.Count == 0 || sending.Any(policy => policy.Egress?.Any(rule => Ports(rule.Ports, port) && Peers(rule.To, target)) == true))
            && (receiving.Count == 0 || receiving.Any(policy => policy.Ingress?.Any(rule => Ports(rule.Ports, port) && Peers(rule.FromProperty, source)) == true));
    }

    private static List<V1NetworkPolicySpec> Selecting(List<V1NetworkPolicySpec> policies, (string Namespace, Dictionary<string, string> Labels) pod) =>
        pod.Namespace == App.Namespace ? policies.FindAll(policy => Matches(policy.PodSelector, pod.Labels)) : [];

    private static bool Ports(IList<V1NetworkPolicyPort>? ports, int port) => ports is null || ports.Any(given => given.Port.ToString() == $"{port}");

    private static bool Peers(IList<V1NetworkPolicyPeer>? peers, (string Namespace, Dictionary<string, string> Labels) pod) => peers is null || peers.Any(peer =>
        peer.IpBlock is null
        && (peer.NamespaceSelector is null ? pod.Namespace == App.Namespace : Matches(peer.NamespaceSelector, new() { ["kubernetes.io/metadata.name"] = pod.Namespace }))
        && (peer.PodSelector is null || Matches(peer.PodSelector, pod.Labels)));

    private static bool Matches(V1LabelSelector selector, Dictionary<string, string> labels) =>
        selector.MatchLabels?.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value) ?? true;
}
