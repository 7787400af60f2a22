using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Which keywords a schema may use, and together with which others (apiextensions' <c>ValidateCustomResourceDefinitionOpenAPISchema</c>).</summary>
internal static class OpenApiSchemaValidation
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];

    public static IEnumerable<FieldError> Check(JsonObject schema, string path)
    {
        var type = schema.StringAt("type") ?? "";
        if (type.Length > 0 && !Types.Contains(type))
            yield return FieldError.NotSupported($"{path}.type", FieldError.Quote(type), Types);
        foreach (var keyword in Unsupported.Where(schema.ContainsKey))
            yield return FieldError.Forbidden($"{path}.{keyword}", $"{keyword} is not supported");
        if (schema["items"] is JsonArray)
            yield return FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array");
        if (schema.BoolAt("uniqueItems") == true)
            yield return FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        if (
            schema.ObjectAt("properties") is { Count: > 0 }
            && schema["additionalProperties"] is { } additional
            && schema.BoolAt("additionalProperties") != true
            && additional is not null)
            yield return FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive");
        if (schema.BoolAt("x-kubernetes-preserve-unknown-fields") == false)
            yield return FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", "false", "must be true or undefined");
        foreach (var error in MapTypes(schema, type, path).Concat(ListTypes(schema, type, path)).Concat(Children(schema, path)))
            yield return error;
    }

    private static IEnumerable<FieldError> Children(JsonObject schema, string path)
    {
        foreach (var (name, child) in schema.ObjectAt("properties") ?? [])
        {
            foreach (var error in child is JsonObject props ? Check(props, $"{path}.properties[{name}]") : [])
                yield return error;
        }

        foreach (var field in (string[])["additionalProperties", "items", "not"])
        {
            foreach (var error in schema.ObjectAt(field) is { } nested ? Check(nested, $"{path}.{field}") : [])
                yield return error;
        }

        foreach (var keyword in (string[])["allOf", "oneOf", "anyOf"])
        {
            var alternatives = schema.ArrayAt(keyword).Objects().ToList();
            for (var i = 0; i < alternatives.Count; i++)
            {
                foreach (var error in Check(alternatives[i], $"{path}.{keyword}[{i}]"))
                    yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> MapTypes(JsonObject schema, string type, string path)
    {
        if (schema.StringAt("x-kubernetes-map-type") is not { } mapType)
            yield break;
        if (type != "object")
            yield return WrongType(path, type, "must be object if x-kubernetes-map-type is specified");
        if (mapType is not ("atomic" or "granular"))
            yield return FieldError.NotSupported($"{path}.x-kubernetes-map-type", FieldError.Quote(mapType), ["atomic", "granular"]);
    }

    private static IEnumerable<FieldError> ListTypes(JsonObject schema, string type, string path)
    {
        var keys = schema.ArrayAt("x-kubernetes-list-map-keys").Strings().ToList();
        var listType = schema.StringAt("x-kubernetes-list-type");
        var items = schema.ObjectAt("items");
        if (listType is not null && type != "array")
            yield return WrongType(path, type, "must be array if x-kubernetes-list-type is specified");
        else if (listType == "set" && items is not null && NotAtomic(items) is { } keyword)
            yield return FieldError.Invalid(
                $"{path}.items.{keyword}", items[keyword]?.ToJsonString() ?? "null", "must be atomic as item of a list with x-kubernetes-list-type=set");
        if (listType is not (null or "atomic" or "set" or "map"))
            yield return FieldError.NotSupported($"{path}.x-kubernetes-list-type", FieldError.Quote(listType), ["atomic", "set", "map"]);
        if (keys.Count > 0 && listType is null)
            yield return FieldError.Required($"{path}.x-kubernetes-list-type", "must be map if x-kubernetes-list-map-keys is non-empty");
        else if (keys.Count > 0 && listType != "map")
            yield return FieldError.InvalidText($"{path}.x-kubernetes-list-type", listType!, "must be map if x-kubernetes-list-map-keys is non-empty");
        foreach (var error in listType == "map" ? MapLists(items, keys, path) : [])
            yield return error;
        if (listType is "set" or "map" && items?.BoolAt("nullable") == true)
            yield return FieldError.Forbidden($"{path}.items.nullable", $"cannot be nullable when x-kubernetes-list-type is {listType}");
    }

    private static IEnumerable<FieldError> MapLists(JsonObject? items, List<string> keys, string path)
    {
        if (keys.Count == 0)
            yield return FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map");
        if (items is null)
        {
            yield return FieldError.Required($"{path}.items", "must have a schema if x-kubernetes-list-type is map");
            yield break;
        }

        if (items.StringAt("type") != "object")
        {
            yield return FieldError.InvalidText(
                $"{path}.items.type", items.StringAt("type") ?? "", "must be object if parent array's x-kubernetes-list-type is map");
            yield break;
        }

        var shownKeys = $"[{string.Join(",", keys.Select(FieldError.Quote))}]";
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys.IndexOf(keys[i]) < i)
                yield return FieldError.Invalid($"{path}.x-kubernetes-list-map-keys", shownKeys, "must not contain duplicate entries");
            var at = $"{path}.items.properties[{keys[i]}]";
            if (items.ObjectAt("properties", keys[i]) is not { } property)
            {
                yield return FieldError.Invalid($"{path}.x-kubernetes-list-map-keys", shownKeys, "entries must all be names of item properties");
                continue;
            }

            if (property.StringAt("type") is "array" or "object")
                yield return FieldError.InvalidText(
                    $"{at}.type", items.StringAt("type")!, "must be a scalar type if parent array's x-kubernetes-list-type is map");
            if (!items.ArrayAt("required").Strings().Contains(keys[i]) && property["default"] is null)
                yield return FieldError.Required(
                    $"{at}.default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            if (property.BoolAt("nullable") == true)
                yield return FieldError.Forbidden($"{at}.nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }

    /// <summary>The keyword by which items of a set are not compared as a whole, if so.</summary>
    private static string? NotAtomic(JsonObject items) => items.StringAt("type") switch
    {
        "array" when items.StringAt("x-kubernetes-list-type") is not (null or "atomic") => "x-kubernetes-list-type",
        "object" when items.StringAt("x-kubernetes-map-type") != "atomic" => "x-kubernetes-map-type",
        _ => null,
    };

    private static FieldError WrongType(string path, string type, string must) =>
        type.Length == 0 ? FieldError.Required($"{path}.type", must) : FieldError.InvalidText($"{path}.type", type, must);
}
