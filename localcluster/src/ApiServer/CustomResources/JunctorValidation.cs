using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>What a structural schema may say within <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c>: rules for values, no shapes.</summary>
internal static class JunctorValidation
{
    private static readonly (string Keyword, string Must)[] Forbidden =
    [
        ("type", "must be empty to be structural"),
        ("additionalProperties", "must be undefined to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ];

    /// <summary>Checks the junctors of one level, and its pattern.</summary>
    public static IEnumerable<FieldError> Check(JsonObject schema, string path)
    {
        foreach (var keyword in (string[])["anyOf", "allOf", "oneOf"])
        {
            if (keyword == "anyOf" && IsIntOrString(schema))
                continue;
            var alternatives = schema.ArrayAt(keyword).Objects().ToList();
            for (var i = 0; i < alternatives.Count; i++)
            {
                // The first of allOf may spell them, too.
                var skipped = keyword == "allOf" && i == 0 && IsIntOrString(alternatives[i]) && alternatives[i].Count == 1;
                foreach (var error in skipped ? [] : Nested(alternatives[i], $"{path}.{keyword}[{i}]"))
                    yield return error;
            }
        }

        foreach (var error in schema.ObjectAt("not") is { } not ? Nested(not, $"{path}.not") : [])
            yield return error;
        if (schema.StringAt("pattern") is { Length: > 0 } pattern && Patterns.Problem(pattern) is { } problem)
            yield return FieldError.InvalidText($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: {problem}");
    }

    private static IEnumerable<FieldError> Nested(JsonObject schema, string path)
    {
        foreach (var error in Check(schema, path))
            yield return error;
        foreach (var error in schema.ObjectAt("items") is { } items ? Nested(items, $"{path}.items") : [])
            yield return error;
        foreach (var (name, child) in schema.ObjectAt("properties") ?? [])
        {
            foreach (var error in child is JsonObject props ? Nested(props, $"{path}.properties[{name}]") : [])
                yield return error;
        }

        foreach (var (keyword, must) in Forbidden)
        {
            if (schema[keyword] is { } value && !(value.IsBool() && schema.BoolAt(keyword) == false))
                yield return FieldError.Forbidden($"{path}.{keyword}", must);
        }

        if (schema.ObjectAt("properties", "metadata") is not null)
            yield return FieldError.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context");
    }

    /// <summary><c>anyOf: [type: integer, type: string]</c> is how the two types of an int-or-string are spelled.</summary>
    private static bool IsIntOrString(JsonObject schema) =>
        schema.ArrayAt("anyOf") is [JsonObject { Count: 1 } first, JsonObject { Count: 1 } second]
        && first.StringAt("type") == "integer" && second.StringAt("type") == "string";
}
