using System.Text.Json.Nodes;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;

namespace October.LocalCluster.CustomResources;

/// <summary>A structural schema names a type everywhere, and keeps types out of its logical junctors (KEP-1337).</summary>
internal static class StructuralRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    public static IEnumerable<FieldError> Check(JsonObject schema, string path)
    {
        var type = schema.StringAt("type") ?? "";
        var isFree = schema.BoolAt("x-kubernetes-int-or-string") == true || schema.BoolAt("x-kubernetes-preserve-unknown-fields") == true;
        if (type.Length == 0 && !isFree)
            yield return FieldError.Required($"{path}.type", path.EndsWith("openAPIV3Schema", StringComparison.Ordinal) ? "must not be empty at the root" : "must not be empty for specified object fields");
        else if (type.Length > 0 && !Types.Contains(type))
            yield return FieldError.NotSupported($"{path}.type", FieldError.Quote(type), Types);
        if (type == "array" && schema.ObjectAt("items") is null)
            yield return FieldError.Required($"{path}.items", "must be specified");
        if (schema.ObjectAt("properties") is { Count: > 0 } && schema["additionalProperties"] is not null)
            yield return FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive");
        if (schema.BoolAt("uniqueItems") == true)
            yield return FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        foreach (var error in Lists(schema, type, path))
            yield return error;
        foreach (var (name, child) in schema.ObjectAt("properties") ?? [])
        {
            foreach (var error in child is JsonObject props ? Check(props, $"{path}.properties[{name}]") : [])
                yield return error;
        }

        foreach (var field in (string[])["additionalProperties", "items"])
        {
            foreach (var error in schema.ObjectAt(field) is { } nested ? Check(nested, $"{path}.{field}") : [])
                yield return error;
        }
    }

    private static IEnumerable<FieldError> Lists(JsonObject schema, string type, string path)
    {
        var keys = schema.ArrayAt("x-kubernetes-list-map-keys").Strings().ToList();
        var listType = schema.StringAt("x-kubernetes-list-type");
        if (listType is not null && type != "array")
            yield return FieldError.InvalidText($"{path}.type", type, "must be array if x-kubernetes-list-type is specified");
        if (listType == "map" && keys.Count == 0)
            yield return FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map");
        if (keys.Count > 0 && listType != "map")
            yield return FieldError.InvalidText($"{path}.x-kubernetes-list-type", listType ?? "", "must be map if x-kubernetes-list-map-keys is non-empty");
        foreach (var key in listType == "map" ? keys : [])
        {
            if (schema.ObjectAt("items", "properties", key) is not { } property)
                yield return FieldError.InvalidText($"{path}.x-kubernetes-list-map-keys", key, "entries must all be names of item properties");
            else if (!schema.ArrayAt("items", "required").Strings().Contains(key) && property["default"] is null)
                yield return FieldError.Required($"{path}.items.properties[{key}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
        }
    }
}
