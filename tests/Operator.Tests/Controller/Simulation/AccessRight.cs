using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Requests;
using October.Testing;

namespace October.Operator.Controller.Simulation;

/// <summary>Rights of RBAC as text: <c>patch apps/deployments/status</c>.</summary>
internal static class AccessRight
{
    /// <summary>What a request needs; null when it is about no resource.</summary>
    public static string? Of(ApiRequest request)
    {
        var (group, rest) = request.Path.Trim('/').Split('/') switch
        {
            ["api", _, .. var core] => ("", core),
            ["apis", var named, _, .. var other] => (named, other),
            _ => ("", []),
        };
        return (rest is ["namespaces", _, .. var namespaced] ? namespaced : rest) switch
        {
            [] => null,
            [var resource] => $"{(request.Method == "POST" ? "create" : request.Query["watch"] is null ? "list" : "watch")} {group}/{resource}",
            [var resource, _, .. var sub] => $"{Verb(request.Method)} {string.Join('/', [group, resource, .. sub])}",
        };
    }

    /// <summary>What a role of <c>config/rbac</c> allows.</summary>
    public static IEnumerable<string> OfRole(string file) =>
        from rule in Yaml.Read(File.ReadAllText(RepositoryRoot.File(file))).Root!["rules"]!.AsArray()
        from verb in rule!["verbs"]!.AsArray()
        from @group in rule["apiGroups"]!.AsArray()
        from resource in rule["resources"]!.AsArray()
        select $"{(string?)verb} {(string?)@group}/{(string?)resource}";

    private static string Verb(string method) => method switch
    {
        "PUT" => "update",
        _ => method.ToLowerInvariant(),
    };
}
