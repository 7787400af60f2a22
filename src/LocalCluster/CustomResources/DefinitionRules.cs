using System.Text.Json.Nodes;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;
using October.LocalCluster.Schemas;

namespace October.LocalCluster.CustomResources;

/// <summary>Validation of CustomResourceDefinitions: names, versions, and that schemas are structural.</summary>
internal static class DefinitionRules
{
    public static IEnumerable<FieldError> Validate(JsonObject value, IRuleEvaluator rules)
    {
        var spec = value.ObjectAt("spec") ?? [];
        var group = spec.StringAt("group") ?? "";
        var plural = spec.StringAt("names", "plural") ?? "";
        var errors = new List<FieldError>();
        if (value.Name() != $"{plural}.{group}")
            errors.Add(FieldError.InvalidText("metadata.name", value.Name(), $"must be spec.names.plural+\".\"+spec.group"));
        if (group.Length == 0)
            errors.Add(FieldError.Required("spec.group", ""));
        else if (!group.Contains('.'))
            errors.Add(FieldError.InvalidText("spec.group", group, "should be a domain with at least one dot"));
        if (spec.StringAt("scope") is not ("Namespaced" or "Cluster"))
            errors.Add(FieldError.NotSupported("spec.scope", FieldError.Quote(spec.StringAt("scope") ?? ""), ["Cluster", "Namespaced"]));
        errors.AddRange(Names(spec.ObjectAt("names") ?? []));
        errors.AddRange(Versions(spec.ArrayAt("versions"), rules));
        return errors;
    }

    private static IEnumerable<FieldError> Names(JsonObject names)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var name = names.StringAt(field) ?? "";
            if (name.Length == 0)
                yield return FieldError.Required($"spec.names.{field}", "");
            foreach (var problem in name.Length == 0 ? [] : NameRule.Label1035.Problems(name.ToLowerInvariant()))
                yield return FieldError.InvalidText($"spec.names.{field}", name, field is "kind" or "listKind" ? $"may have mixed case, but should otherwise match: {problem}" : problem);
        }
    }

    private static IEnumerable<FieldError> Versions(JsonArray? versions, IRuleEvaluator rules)
    {
        var list = versions.Objects().ToList();
        var storage = list.Count(v => v.BoolAt("storage") == true);
        if (storage != 1)
            yield return FieldError.Invalid("spec.versions", GoVersions(list), "must have exactly one version marked as storage version");
        for (var i = 0; i < list.Count; i++)
        {
            var path = $"spec.versions[{i}]";
            if (list[i].ObjectAt("schema", "openAPIV3Schema") is not { } props)
            {
                yield return FieldError.Required($"{path}.schema.openAPIV3Schema", "schemas are required");
                continue;
            }

            // The real server keeps the schema of an only version in a place of its own, and its errors show it.
            var schemaPath = list.Count == 1 ? "spec.validation.openAPIV3Schema" : $"{path}.schema.openAPIV3Schema";
            if (props.StringAt("type") is { Length: > 0 } type && type != "object")
                yield return FieldError.InvalidText($"{schemaPath}.type", type, "must be object at the root");
            foreach (var error in StructuralRules.Check(props, schemaPath))
                yield return error;
            foreach (var error in rules.Check(SchemaReader.ReadRoot(props), schemaPath))
                yield return error;
        }
    }

    private static string GoVersions(List<JsonObject> versions) => SchemaValidator.GoJson(new JsonArray([.. versions.Select(v => v.DeepClone())]));
}
