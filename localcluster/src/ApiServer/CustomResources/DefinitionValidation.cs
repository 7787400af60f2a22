using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Validation of CustomResourceDefinitions: names, versions, schemas and what refers to them.</summary>
internal static class DefinitionValidation
{
    public static IEnumerable<FieldError> Validate(JsonObject value)
    {
        var spec = value.ObjectAt("spec") ?? [];
        var group = spec.StringAt("group") ?? "";
        var plural = spec.StringAt("names", "plural") ?? "";
        var errors = new List<FieldError>();
        if (value.Name() != $"{plural}.{group}")
            errors.Add(FieldError.InvalidText("metadata.name", value.Name(), $"must be spec.names.plural+\".\"+spec.group"));
        if (group.Length == 0)
            errors.Add(FieldError.Required("spec.group", ""));
        else if (NameValidation.Subdomain.Problems(group).ToList() is { Count: > 0 } problems)
            errors.Add(FieldError.InvalidText("spec.group", group, string.Join(",", problems)));
        else if (!group.Contains('.'))
            errors.Add(FieldError.InvalidText("spec.group", group, "should be a domain with at least one dot"));
        if (spec.StringAt("scope") is not { Length: > 0 } scope)
            errors.Add(FieldError.Required("spec.scope", ""));
        else if (scope is not ("Namespaced" or "Cluster"))
            errors.Add(FieldError.NotSupported("spec.scope", FieldError.Quote(scope), ["Cluster", "Namespaced"]));
        errors.AddRange(VersionValidation.Validate(spec));
        errors.AddRange(Names(spec.ObjectAt("names") ?? []));
        if (spec.StringAt("conversion", "strategy") is { } strategy && strategy is not ("None" or "Webhook"))
            errors.Add(FieldError.NotSupported("spec.conversion.strategy", FieldError.Quote(strategy), ["None", "Webhook"]));
        if (value["status"] is not null && value.ArrayAt("status", "storedVersions") is not { Count: > 0 })
            errors.Add(FieldError.Invalid("status.storedVersions", "null", "must have at least one stored version"));
        return errors;
    }

    private static IEnumerable<FieldError> Names(JsonObject names)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            if (string.IsNullOrEmpty(names.StringAt(field)))
                yield return FieldError.Required($"spec.names.{field}", "");
        }

        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var isKind = field is "kind" or "listKind";
            if (names.StringAt(field) is { Length: > 0 } name && Problem(isKind ? name.ToLowerInvariant() : name) is { } problem)
                yield return FieldError.InvalidText(
                    $"spec.names.{field}", name, isKind ? $"may have mixed case, but should otherwise match: {problem}" : problem);
        }

        foreach (var error in Each("shortNames").Concat(names.StringAt("kind") is { Length: > 0 } kind && kind == names.StringAt("listKind")
            ? [FieldError.InvalidText("spec.names.listKind", kind, "kind and listKind may not be the same")]
            : []).Concat(Each("categories")))
        {
            yield return error;
        }

        IEnumerable<FieldError> Each(string field)
        {
            var list = names.ArrayAt(field).Strings().ToList();
            return list.Select((name, i) => Problem(name) is { } problem ? FieldError.InvalidText($"spec.names.{field}[{i}]", name, problem) : null)
                .OfType<FieldError>();
        }
    }

    private static string? Problem(string name) =>
        NameValidation.Label1035.Problems(name).ToList() is { Count: > 0 } problems ? string.Join(",", problems) : null;
}
