using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Rbac;

/// <summary>Role bindings: what they refer to never changes.</summary>
internal sealed class RoleBindingStrategy(bool namespaced) : Strategy
{
    private const string Group = "rbac.authorization.k8s.io";

    public override NameValidation NameRule => NameValidation.PathSegment;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("roleRef") is { } role && string.IsNullOrEmpty(role.StringAt("apiGroup")))
            role["apiGroup"] = Group;
        foreach (var subject in value.ArrayAt("subjects").Objects().Where(s => s.StringAt("kind") is "User" or "Group"))
            subject.SetDefault("apiGroup", Group);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        string[] kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        var kind = value.StringAt("roleRef", "kind") ?? "";
        if (!kinds.Contains(kind))
            yield return FieldError.NotSupported("roleRef.kind", FieldError.Quote(kind), kinds);
        if (string.IsNullOrEmpty(value.StringAt("roleRef", "name")))
            yield return FieldError.Required("roleRef.name", "");
        var index = 0;
        foreach (var subject in value.ArrayAt("subjects").Objects())
        {
            var at = $"subjects[{index++}]";
            if (string.IsNullOrEmpty(subject.StringAt("name")))
                yield return FieldError.Required($"{at}.name", "");
            if (subject.StringAt("kind") == "ServiceAccount" && !namespaced && string.IsNullOrEmpty(subject.StringAt("namespace")))
                yield return FieldError.Required($"{at}.namespace", "");
        }
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        var role = value.ObjectAt("roleRef");
        if (!role.DeepEqual(old["roleRef"]))
        {
            var shown = $"{{\"APIGroup\":\"{role.StringAt("apiGroup")}\",\"Kind\":\"{role.StringAt("kind")}\",\"Name\":\"{role.StringAt("name")}\"}}";
            yield return FieldError.Invalid("roleRef", shown, "cannot change roleRef");
        }
    }
}
