using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Selectors;

namespace October.Cli.Policies;

/// <summary>
/// The semantics of NetworkPolicies (networking.k8s.io/v1) as a pure function: a pod that no policy selects allows everything; one that is
/// selected allows what at least one of its policies allows. The local cluster itself does not enforce policies.
/// </summary>
internal static class PolicyEvaluator
{
    /// <summary>Evaluates one connection.</summary>
    /// <param name="policies">The NetworkPolicies of the cluster; those of namespaces other than the two ends' are ignored.</param>
    /// <param name="from">The source.</param>
    /// <param name="to">The destination.</param>
    /// <param name="port">The port at the pod (not at a Service).</param>
    /// <param name="protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
    public static ConnectionVerdict Evaluate(IReadOnlyList<JsonObject> policies, PolicyEndpoint from, PolicyEndpoint to, int port, string protocol = "TCP")
    {
        if (from.Pod is not null && from.Name == to.Name)
        {
            var itself = new DirectionVerdict(true, [], "a pod always reaches itself");
            return new ConnectionVerdict(itself, itself);
        }

        var target = new Target(to, port, protocol);
        return new ConnectionVerdict(EvaluateDirection(policies, "Egress", from, to, target), EvaluateDirection(policies, "Ingress", to, from, target));
    }

    private static DirectionVerdict EvaluateDirection(
        IReadOnlyList<JsonObject> policies, string direction, PolicyEndpoint self, PolicyEndpoint peer, Target target)
    {
        var prefix = direction.ToLowerInvariant();
        if (self.Pod is null)
            return new DirectionVerdict(true, [], $"{prefix}: {self.Name} is outside the cluster");
        var isolating = policies.Where(p => Selects(p, self.Pod) && Types(p).Contains(direction)).ToList();
        if (isolating.Count == 0)
            return new DirectionVerdict(true, [], $"{prefix}: no policy selects {self.Name}");
        var (list, side) = direction == "Egress" ? ("egress", "to") : ("ingress", "from");
        var allowing = isolating
            .Where(p => p.ArrayAt("spec", list).Objects().Any(rule => target.Fits(rule.ArrayAt("ports")) && Peers(rule.ArrayAt(side), p.Namespace(), peer)))
            .Select(p => p.Name()).Order(StringComparer.Ordinal).ToList();
        if (allowing.Count > 0)
            return new DirectionVerdict(true, allowing, $"{prefix}: allowed by {string.Join(", ", allowing)}");
        var names = isolating.Select(p => p.Name()).Order(StringComparer.Ordinal).ToList();
        return new DirectionVerdict(
            false, names, $"{prefix}: {self.Name} is isolated by {string.Join(", ", names)}, and none of them allows {target} {side} {peer.Name}");
    }

    private static bool Selects(JsonObject policy, JsonObject pod) =>
        policy.Namespace() == pod.Namespace() && LabelSelector.FromObject(policy.ObjectAt("spec", "podSelector")).Matches(pod);

    /// <summary>As the API server defaults them: ingress always, egress where there are rules for it.</summary>
    private static IEnumerable<string> Types(JsonObject policy) =>
        policy.ArrayAt("spec", "policyTypes") is { Count: > 0 } types ? types.Strings()
        : policy.ArrayAt("spec", "egress") is { Count: > 0 } ? ["Ingress", "Egress"]
        : ["Ingress"];

    private static bool Peers(JsonArray? peers, string policyNamespace, PolicyEndpoint end) =>
        peers is null or { Count: 0 } || peers.Objects().Any(peer => Peer(peer, policyNamespace, end));

    private static bool Peer(JsonObject peer, string policyNamespace, PolicyEndpoint end)
    {
        if (peer.ObjectAt("ipBlock") is { } block)
            return end.Address is { } address && Contains(block.StringAt("cidr"), address) && !block.ArrayAt("except").Strings().Any(e => Contains(e, address));
        if (end.Pod is not { } pod)
            return false;
        var inNamespace = peer.ObjectAt("namespaceSelector") is { } namespaces
            ? LabelSelector.FromObject(namespaces).Matches(end.Namespace!)
            : pod.Namespace() == policyNamespace;
        return inNamespace && (peer.ObjectAt("podSelector") is not { } pods || LabelSelector.FromObject(pods).Matches(pod));
    }

    private static bool Contains(string? cidr, IPAddress address) => IPNetwork.TryParse(cidr, out var network) && network.Contains(address);

    /// <summary>The destination port, and the pod that declares named ports.</summary>
    private sealed record Target(PolicyEndpoint Pod, int Port, string Protocol)
    {
        public bool Fits(JsonArray? ports) => ports is null or { Count: 0 } || ports.Objects().Any(Fits);

        private bool Fits(JsonObject rule)
        {
            if ((rule.StringAt("protocol") ?? "TCP") != Protocol)
                return false;
            if (rule["port"] is not { } rulePort)
                return true;
            if (rulePort.AsLong() is not { } first)
                return Pod.PortNamed(rulePort.AsString() ?? "", Protocol) == Port;
            return Port >= first && Port <= (rule.LongAt("endPort") ?? first);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"port {Port}/{Protocol}");
    }
}
