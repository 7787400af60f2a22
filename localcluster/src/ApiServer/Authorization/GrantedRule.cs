using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Authorization;

/// <summary>One permission of a rule, broken down to a single verb on a single thing (k8s.io/kubernetes/pkg/registry/rbac/validation).</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Group">API group; empty for the core group and for paths.</param>
/// <param name="Resource">Resource, or null when a path is meant.</param>
/// <param name="Path">Path that is no resource.</param>
/// <param name="Name">The only object that is meant; null means all.</param>
internal sealed record GrantedRule(string Verb, string Group, string? Resource, string? Path, string? Name)
{
    public static IEnumerable<GrantedRule> Of(IEnumerable<JsonObject> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var verb in rule.ArrayAt("verbs").Strings())
            {
                foreach (var path in rule.ArrayAt("nonResourceURLs").Strings())
                    yield return new GrantedRule(verb, "", null, path, null);
                var names = rule.ArrayAt("resourceNames").Strings().Select(n => (string?)n).DefaultIfEmpty(null).ToList();
                foreach (var group in rule.ArrayAt("apiGroups").Strings())
                {
                    foreach (var resource in rule.ArrayAt("resources").Strings())
                    {
                        foreach (var name in names)
                            yield return new GrantedRule(verb, group, resource, null, name);
                    }
                }
            }
        }
    }

    /// <summary>Whether somebody's rule allows at least this.</summary>
    public bool IsCoveredBy(JsonObject rule)
    {
        if (!Has(rule, "verbs", Verb))
            return false;
        if (Path is { } path)
            return rule.ArrayAt("nonResourceURLs")
                .Strings()
                .Any(p => p == "*" || p == path || (p.EndsWith('*') && path.StartsWith(p[..^1], StringComparison.Ordinal)));
        var names = rule.ArrayAt("resourceNames").Strings().ToList();
        return Has(rule, "apiGroups", Group)
            && (Has(rule, "resources", Resource!) || (Resource!.Split('/') is [_, var sub] && rule.ArrayAt("resources").Strings().Contains($"*/{sub}")))
            && (names.Count == 0 || (Name is not null && names.Contains(Name)));
    }

    /// <summary>As an error lists them: the verbs on one thing together.</summary>
    public static IEnumerable<string> Compact(IEnumerable<GrantedRule> rules) => rules
        .GroupBy(r => r with { Verb = "" })
        .Select(g => (Rule: g.Key, Verbs: Quoted(g.Select(r => r.Verb).Distinct(StringComparer.Ordinal))))
        .Select(g => g.Rule.Path is { } path
            ? $"{{NonResourceURLs:{Quoted([path])}, Verbs:{g.Verbs}}}"
            : $"{{APIGroups:{Quoted([g.Rule.Group])}, "
                + $"Resources:{Quoted([g.Rule.Resource!])}{(g.Rule.Name is { } name ? $", ResourceNames:{Quoted([name])}" : "")}, Verbs:{g.Verbs}}}")
        .Order(StringComparer.Ordinal);

    private static bool Has(JsonObject rule, string field, string value) => rule.ArrayAt(field).Strings().Any(v => v == "*" || v == value);

    private static string Quoted(IEnumerable<string> texts) => $"[{string.Join(' ', texts.Select(FieldError.Quote))}]";
}
