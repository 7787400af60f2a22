using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core.Services;

/// <summary>
/// Addresses of services. Each has a loopback address of its own, derived from its namespace and name, so that a service that is deleted
/// and created again keeps it; taken ones are probed past.
/// </summary>
internal static class ServiceAllocation
{
    private const string Services = "/services";
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;

    /// <summary>Completes addresses, families and node ports; what an existing service has is kept.</summary>
    public static void Complete(JsonObject value, JsonObject? old, StrategyContext context)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        var type = spec.StringAt("type");
        if (type == "ExternalName")
        {
            foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"])
                spec.Remove(field);
            return;
        }

        var first = spec.ArrayAt("clusterIPs").Strings().FirstOrDefault();
        if (string.IsNullOrEmpty(spec.StringAt("clusterIP")))
            spec["clusterIP"] = old.StringAt("spec", "clusterIP") is { Length: > 0 } kept ? kept : first ?? Address(value, context);
        spec["clusterIPs"] = new JsonArray(spec.StringAt("clusterIP"));
        // A headless service without a selector is taken to have endpoints of both families.
        if (
            spec.StringAt("clusterIP") == "None"
            && spec.ObjectAt("selector") is not { Count: > 0 }
            && spec["ipFamilyPolicy"] is null
            && spec["ipFamilies"] is null)
        {
            spec["ipFamilyPolicy"] = "RequireDualStack";
            spec["ipFamilies"] = new JsonArray("IPv4", "IPv6");
        }

        spec.SetDefault("ipFamilies", new JsonArray("IPv4"));
        spec.SetDefault("ipFamilyPolicy", "SingleStack");
        Ports(spec, old, type is "NodePort" or "LoadBalancer", context);
        if (type is not ("NodePort" or "LoadBalancer"))
            spec.Remove("externalTrafficPolicy");
        if (type != "LoadBalancer")
            spec.Remove("allocateLoadBalancerNodePorts");
    }

    /// <summary>An address that the user chose may be taken already.</summary>
    public static IEnumerable<FieldError> Conflicts(JsonObject value, StrategyContext context)
    {
        var address = value.StringAt("spec", "clusterIP");
        if (address is null or "" or "None")
            yield break;
        if (!IsInRange(address, context))
        {
            yield return FieldError.Invalid(
                "spec.clusterIPs", $"[{FieldError.Quote(address)}]", $"failed to allocate IP {address}: the provided network does not match the current range");
            yield break;
        }

        var key = new ObjectKey(value.Namespace(), value.Name());
        var taken = context.Store.List(Services).Objects.Any(s => s.Key != key && s.Value.Value.StringAt("spec", "clusterIP") == address);
        if (taken)
            yield return FieldError.Invalid(
                "spec.clusterIPs", $"[{FieldError.Quote(address)}]", $"failed to allocate IP {address}: provided IP is already allocated");
    }

    /// <summary>A node port that the user chose is in the range, and free.</summary>
    public static IEnumerable<FieldError> NodePortConflicts(JsonObject value, StrategyContext context)
    {
        var ports = value.ArrayAt("spec", "ports").Objects().ToList();
        var key = new ObjectKey(value.Namespace(), value.Name());
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i].LongAt("nodePort") is not { } port || port == 0)
                continue;
            if (port is < FirstNodePort or >= FirstNodePort + NodePorts)
                yield return FieldError.Invalid(
                    $"spec.ports[{i}].nodePort",
                    $"{port}",
                    $"provided port is not in the valid range. The range of valid ports is {FirstNodePort}-{FirstNodePort + NodePorts - 1}");
            else if (
                context
                    .Store.List(Services)
                    .Objects.Any(s => s.Key != key && s.Value.Value.ArrayAt("spec", "ports").Objects().Any(p => p.LongAt("nodePort") == port)))
                yield return FieldError.Invalid($"spec.ports[{i}].nodePort", $"{port}", "provided port is already allocated");
        }
    }

    /// <summary>
    /// Besides the cluster's own range, the usual one (10.96.0.0/12): manifests that pin an address of it are accepted, though nothing listens there.
    /// </summary>
    private static bool IsInRange(string address, StrategyContext context) => System.Net.IPAddress.TryParse(address, out var parsed)
        && (address.StartsWith(context.Server.ServiceNetwork + ".", StringComparison.Ordinal) || parsed.GetAddressBytes() is [10, >= 96 and < 112, _, _]);

    private static string Address(JsonObject value, StrategyContext context)
    {
        var taken = context.Store.List(Services).Objects.Values.Select(s => s.Value.StringAt("spec", "clusterIP")).ToHashSet(StringComparer.Ordinal);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{value.Namespace()}/{value.Name()}"));
        var start = (hash[0] << 8) | hash[1];
        for (var i = 0; i < ushort.MaxValue; i++)
        {
            var candidate = (start + i) & ushort.MaxValue;
            var (third, fourth) = (candidate >> 8, candidate & 0xff);
            var address = $"{context.Server.ServiceNetwork}.{third}.{fourth}";
            if (fourth is not (0 or 255) && !taken.Contains(address))
                return address;
        }

        throw Registry.StatusError.Internal("failed to allocate a serviceIP: range is full");
    }

    private static void Ports(JsonObject spec, JsonObject? old, bool wanted, StrategyContext context)
    {
        foreach (var port in spec.ArrayAt("ports").Objects())
        {
            if (!wanted)
                port.Remove("nodePort");
            else if (port.LongAt("nodePort") is null or 0)
                port["nodePort"] = Existing(old, port) ?? FreeNodePort(context);
        }
    }

    private static long? Existing(JsonObject? old, JsonObject port) => old.ArrayAt("spec", "ports").Objects()
        .FirstOrDefault(p => p.LongAt("port") == port.LongAt("port") && p.StringAt("protocol") == port.StringAt("protocol")).LongAt("nodePort");

    private static long FreeNodePort(StrategyContext context)
    {
        var taken = context
            .Store.List(Services)
            .Objects.Values.SelectMany(s => s.Value.ArrayAt("spec", "ports").Objects())
            .Select(p => p.LongAt("nodePort"))
            .ToHashSet();
        long candidate;
        do
        {
            candidate = FirstNodePort + context.Server.Ids.Next(NodePorts);
        }
        while (taken.Contains(candidate) && taken.Count < NodePorts);
        return candidate;
    }
}
