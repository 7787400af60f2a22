using System.Numerics;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>What one object takes of a quota, in units of 10^-9 (<c>k8s.io/kubernetes/pkg/quota</c>).</summary>
internal static class QuotaUsage
{
    public static readonly BigInteger One = 1_000_000_000;

    private static readonly string[] Counted =
        ["pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas"];

    /// <summary>The resources that a quota limits and a kind takes, by the quota's names.</summary>
    public static IEnumerable<string> Names(ResourceKind kind, JsonObject quota) =>
        (quota.ObjectAt("spec", "hard") ?? []).Select(static p => p.Key).Where(name => Concerns(kind, name));

    /// <summary>How much the object takes of a resource.</summary>
    public static BigInteger Of(ResourceKind kind, JsonObject value, string name)
    {
        if (name == CountName(kind) || (kind.Group.Length == 0 && kind.Plural == name && kind.Plural != "pods"))
            return One;
        return (kind.Group, kind.Plural) switch
        {
            ("", "pods") => IsFinished(value) ? 0 : name == "pods" ? One : Compute(value, name),
            ("", "services") => Service(value, name),
            ("", "persistentvolumeclaims") => name.EndsWith("persistentvolumeclaims", StringComparison.Ordinal)
                ? One
                : Quantity.Parse(value.StringAt("spec", "resources", "requests", "storage") ?? "0") ?? 0,
            _ => 0,
        };
    }

    /// <summary>Whether a quota with scopes is about this object.</summary>
    public static bool InScope(ResourceKind kind, JsonObject value, JsonObject quota)
    {
        var scopes = quota.ArrayAt("spec", "scopes").Strings()
            .Concat(quota.ArrayAt("spec", "scopeSelector", "matchExpressions").Objects().Select(static e => e.StringAt("scopeName") ?? "")).ToList();
        if (scopes.Count == 0)
            return true;
        return kind is { Group: "", Plural: "pods" } && scopes.TrueForAll(scope => scope switch
        {
            "Terminating" => value.LongAt("spec", "activeDeadlineSeconds") is not null,
            "NotTerminating" => value.LongAt("spec", "activeDeadlineSeconds") is null,
            "BestEffort" => PodQosClass.Of(value) == "BestEffort",
            "NotBestEffort" => PodQosClass.Of(value) != "BestEffort",
            "PriorityClass" => OfPriority(value, quota),
            _ => true,
        });
    }

    /// <summary>The resources of containers that a quota makes every pod say, with the containers that do not.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<string> Containers)> MissingResources(JsonObject pod, IEnumerable<string> names)
    {
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (Side(name) is not var (side, resource) || resource is not ("cpu" or "memory" or "ephemeral-storage"))
                continue;
            var silent = pod.ArrayAt("spec", "containers")
                .Objects()
                .Where(c => c.At("resources", side, resource) is null)
                .Select(static c => c.StringAt("name") ?? "")
                .ToList();
            if (silent.Count > 0)
                yield return (name, silent);
        }
    }

    private static bool Concerns(ResourceKind kind, string name)
    {
        if (name == CountName(kind))
            return true;
        return (kind.Group, kind.Plural) switch
        {
            ("", "pods") => name == "pods" || Side(name) is ({ }, not "storage"),
            ("", "services") => name is "services" or "services.nodeports" or "services.loadbalancers",
            ("", "persistentvolumeclaims") => name is "persistentvolumeclaims" or "requests.storage",
            ("", var plural) => name == plural && Counted.Contains(plural),
            _ => false,
        };
    }

    private static string CountName(ResourceKind kind) => $"count/{kind.QualifiedPlural}";

    private static (string Side, string Resource)? Side(string name) => name switch
    {
        "cpu" or "memory" or "ephemeral-storage" => ("requests", name),
        _ when name.StartsWith("requests.", StringComparison.Ordinal) => ("requests", name["requests.".Length..]),
        _ when name.StartsWith("limits.", StringComparison.Ordinal) => ("limits", name["limits.".Length..]),
        _ => null,
    };

    private static BigInteger Compute(JsonObject pod, string name) =>
        Side(name) is not var (side, resource)
            ? 0
            : pod.ArrayAt("spec", "containers")
                .Objects()
                .Aggregate(BigInteger.Zero, (sum, c) => sum + (Quantity.Parse(c.StringAt("resources", side, resource) ?? "0") ?? 0));

    private static BigInteger Service(JsonObject service, string name) => (name, service.StringAt("spec", "type")) switch
    {
        ("services.loadbalancers", "LoadBalancer") => One,
        ("services.nodeports", "NodePort") => One * (service.ArrayAt("spec", "ports")?.Count ?? 0),
        ("services.nodeports", "LoadBalancer") when service.BoolAt("spec", "allocateLoadBalancerNodePorts") != false => One
            * (service.ArrayAt("spec", "ports")?.Count ?? 0),
        _ => 0,
    };

    private static bool OfPriority(JsonObject pod, JsonObject quota)
    {
        var expression = quota
            .ArrayAt("spec", "scopeSelector", "matchExpressions")
            .Objects()
            .FirstOrDefault(static e => e.StringAt("scopeName") == "PriorityClass");
        var name = pod.StringAt("spec", "priorityClassName") ?? "";
        return expression.StringAt("operator") switch
        {
            "In" => expression.ArrayAt("values").Strings().Contains(name),
            "NotIn" => !expression.ArrayAt("values").Strings().Contains(name),
            "DoesNotExist" => name.Length == 0,
            _ => name.Length > 0,
        };
    }

    private static bool IsFinished(JsonObject pod) => pod.StringAt("status", "phase") is "Succeeded" or "Failed";
}
