using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Rbac;

/// <summary>Roles and cluster roles.</summary>
internal sealed class RoleStrategy(bool namespaced) : Strategy
{
    public override NameValidation NameRule => NameValidation.PathSegment;

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var index = 0;
        foreach (var rule in value.ArrayAt("rules").Objects())
        {
            var at = $"rules[{index++}]";
            if (rule.ArrayAt("verbs") is null or { Count: 0 })
                yield return FieldError.Required($"{at}.verbs", "verbs must contain at least one value");
            if (rule.ArrayAt("nonResourceURLs") is { Count: > 0 } paths)
            {
                if (namespaced)
                    yield return FieldError.Invalid(
                        $"{at}.nonResourceURLs", SchemaValidator.GoJson(paths), "namespaced rules cannot apply to non-resource URLs");
                continue;
            }

            if (rule.ArrayAt("apiGroups") is null or { Count: 0 })
                yield return FieldError.Required($"{at}.apiGroups", "resource rules must supply at least one api group");
            if (rule.ArrayAt("resources") is null or { Count: 0 })
                yield return FieldError.Required($"{at}.resources", "resource rules must supply at least one resource");
        }
    }
}
