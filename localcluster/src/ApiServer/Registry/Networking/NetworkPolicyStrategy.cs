using System.Net;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Services;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Networking;

/// <summary>NetworkPolicies.</summary>
internal sealed class NetworkPolicyStrategy : Strategy
{
    private static readonly string[] Types = ["Ingress", "Egress"];
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];
    private static readonly string[] Operators = ["In", "NotIn", "Exists", "DoesNotExist"];

    public override bool HasGeneration => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        if (spec.ArrayAt("policyTypes") is null or { Count: 0 })
            spec["policyTypes"] = spec.ArrayAt("egress") is { Count: > 0 } ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        foreach (var rule in spec.ArrayAt("ingress").Objects().Concat(spec.ArrayAt("egress").Objects()))
        {
            foreach (var port in rule.ArrayAt("ports").Objects())
                port.SetDefault("protocol", "TCP");
        }
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        foreach (var error in Selector(spec.ObjectAt("podSelector"), "spec.podSelector"))
            yield return error;
        foreach (var (direction, peers) in new[] { ("ingress", "from"), ("egress", "to") })
        {
            foreach (var error in Rules(spec.ArrayAt(direction), $"spec.{direction}", peers))
                yield return error;
        }

        var index = 0;
        foreach (var type in spec.ArrayAt("policyTypes").Strings())
        {
            if (!Types.Contains(type))
                yield return FieldError.NotSupported($"spec.policyTypes[{index}]", FieldError.Quote(type), Types);
            index++;
        }
    }

    private static List<FieldError> Rules(JsonArray? rules, string path, string peersField)
    {
        var errors = new List<FieldError>();
        var index = 0;
        foreach (var rule in rules.Objects())
        {
            var at = $"{path}[{index++}]";
            var portIndex = 0;
            foreach (var port in rule.ArrayAt("ports").Objects())
                errors.AddRange(Port(port, $"{at}.ports[{portIndex++}]"));
            var peerIndex = 0;
            foreach (var peer in rule.ArrayAt(peersField).Objects())
                errors.AddRange(Peer(peer, $"{at}.{peersField}[{peerIndex++}]"));
        }

        return errors;
    }

    private static IEnumerable<FieldError> Port(JsonObject port, string path)
    {
        if (port.LongAt("port") is { } number and (< 1 or > 65535))
            yield return FieldError.Invalid($"{path}.port", $"{number}", PortNames.NumberRange);
        if (port.StringAt("port") is { } name)
        {
            foreach (var problem in PortNames.Problems(name))
                yield return FieldError.InvalidText($"{path}.port", name, problem);
        }

        if (port.StringAt("protocol") is { } protocol && !Protocols.Contains(protocol))
            yield return FieldError.NotSupported($"{path}.protocol", FieldError.Quote(protocol), Protocols);
        if (port.LongAt("endPort") is { } end && end < port.LongAt("port"))
            yield return FieldError.Invalid($"{path}.endPort", $"{end}", "must be greater than or equal to `port`");
    }

    private static IEnumerable<FieldError> Peer(JsonObject peer, string path)
    {
        if (peer.Count == 0)
            yield return FieldError.Required(path, "must specify a peer");
        foreach (var field in (string[])["podSelector", "namespaceSelector"])
        {
            foreach (var error in Selector(peer.ObjectAt(field), $"{path}.{field}"))
                yield return error;
        }

        if (peer.ObjectAt("ipBlock") is not { } block)
            yield break;
        if (peer.Count > 1)
            yield return FieldError.Forbidden(path, "may not specify both ipBlock and another peer");
        var range = block.StringAt("cidr") ?? "";
        if (range.Length == 0)
            yield return FieldError.Required($"{path}.ipBlock.cidr", "");
        else if (!IPNetwork.TryParse(range, out _))
            yield return FieldError.InvalidText($"{path}.ipBlock.cidr", range, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }

    private static IEnumerable<FieldError> Selector(JsonObject? selector, string path)
    {
        var index = 0;
        foreach (var expression in selector.ArrayAt("matchExpressions").Objects())
        {
            var at = $"{path}.matchExpressions[{index++}]";
            var op = expression.StringAt("operator") ?? "";
            var hasValues = expression.ArrayAt("values") is { Count: > 0 };
            if (!Operators.Contains(op))
                yield return FieldError.InvalidText($"{at}.operator", op, "not a valid selector operator");
            else if (op is "In" or "NotIn" && !hasValues)
                yield return FieldError.Required($"{at}.values", "must be specified when `operator` is 'In' or 'NotIn'");
            else if (op is "Exists" or "DoesNotExist" && hasValues)
                yield return FieldError.Forbidden($"{at}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
    }
}
