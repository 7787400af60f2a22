using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>Decides by roles and bindings (RBAC). Nothing is denied explicitly: what no rule allows is forbidden.</summary>
internal sealed class RoleAuthorizer(IObjectStore store)
{
    private const string ApiGroup = "rbac.authorization.k8s.io";
    private const string Masters = "system:masters";

    /// <summary>What a real server's bootstrap roles allow everybody who is authenticated (<c>system:discovery</c>, <c>system:basic-user</c>).</summary>
    private static readonly string[] PathsOfEverybody = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"];

    private static readonly string[] PublicPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/", "/healthz/*", "/livez/*", "/readyz/*"];

    public bool Allows(AccessRequest request)
    {
        if (request.User.Groups.Contains(Masters))
            return true;
        if (request.Path is { } path && (Covers(PublicPaths, path) || (IsAuthenticated(request) && request.Verb == "get" && Covers(PathsOfEverybody, path))))
            return true;
        if (
            IsAuthenticated(request) && request is { Verb: "create", Resource: "selfsubjectaccessreviews" or "selfsubjectrulesreviews" or "selfsubjectreviews" }
        )
            return true;
        return RulesFor(request.User, request.Namespace).Any(rule => Matches(rule, request));
    }

    /// <summary>The rules that apply to a user in a namespace, the cluster-wide ones included.</summary>
    public IEnumerable<JsonObject> RulesFor(Identity user, string ns)
    {
        foreach (var binding in store.List($"{ApiGroup}/clusterrolebindings").Objects.Values.Select(b => b.Value).Where(b => IsBound(b, user, "")))
        {
            foreach (var rule in Rules(binding, ""))
                yield return rule;
        }

        if (ns.Length == 0)
            yield break;
        foreach (var (key, binding) in store.List($"{ApiGroup}/rolebindings").Objects)
        {
            if (key.Namespace != ns || !IsBound(binding.Value, user, ns))
                continue;
            foreach (var rule in Rules(binding.Value, ns))
                yield return rule;
        }
    }

    private IEnumerable<JsonObject> Rules(JsonObject binding, string ns)
    {
        var name = binding.StringAt("roleRef", "name") ?? "";
        var role = binding.StringAt("roleRef", "kind") == "Role"
            ? store.Get($"{ApiGroup}/roles", new ObjectKey(ns, name))
            : store.Get($"{ApiGroup}/clusterroles", new ObjectKey("", name));
        return role?.Value.ArrayAt("rules").Objects() ?? [];
    }

    private static bool IsBound(JsonObject binding, Identity user, string ns) =>
        binding
            .ArrayAt("subjects")
            .Objects()
            .Any(subject =>
                subject.StringAt("kind") switch
                {
                    "User" => subject.StringAt("name") == user.Name,
                    "Group" => user.Groups.Contains(subject.StringAt("name") ?? ""),
                    "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.StringAt("namespace") ?? ns}:{subject.StringAt("name")}",
                    _ => false,
                });

    private static bool Matches(JsonObject rule, AccessRequest request)
    {
        if (!Has(rule, "verbs", request.Verb))
            return false;
        if (request.Path is { } path)
            return Covers(rule.ArrayAt("nonResourceURLs").Strings(), path);
        return Has(rule, "apiGroups", request.Group)
            && HasResource(rule, request.Resource)
            && (rule.ArrayAt("resourceNames") is null or { Count: 0 } || rule.ArrayAt("resourceNames").Strings().Contains(request.Name));
    }

    private static bool HasResource(JsonObject rule, string resource)
    {
        var subresource = resource.Split('/') is [_, var sub] ? $"*/{sub}" : null;
        return rule.ArrayAt("resources").Strings().Any(r => r == "*" || r == resource || r == subresource);
    }

    private static bool Has(JsonObject rule, string field, string value) => rule.ArrayAt(field).Strings().Any(v => v == "*" || v == value);

    private static bool Covers(IEnumerable<string> patterns, string path) =>
        patterns.Any(p => p == "*" || p == path || (p.EndsWith('*') && path.StartsWith(p[..^1], StringComparison.Ordinal)));

    private static bool IsAuthenticated(AccessRequest request) => request.User.Groups.Contains("system:authenticated");
}
