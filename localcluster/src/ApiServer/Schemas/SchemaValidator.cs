using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Validates values against the rules of a custom resource's schema, with the sentences of the real server (kube-openapi's validation).</summary>
internal static class SchemaValidator
{
    private const string Root = "<nil>";

    public static IEnumerable<FieldError> Validate(JsonNode? value, Schema schema, string path)
    {
        if (value is null)
        {
            if (schema.Nullable || (schema.Type is null && !schema.IntOrString))
                return [];
            return [WrongType(path, schema.Type ?? "integer,string", "null")];
        }

        if (schema.IntOrString && !value.IsString() && value.AsLong() is null)
            return [WrongType(path, "integer,string", TypeOf(value)), .. Neither(value, path)];
        if (schema.Type is { } type && !IsOfType(value, type))
            return type == "integer" && value.IsNumber() ? FractionForInteger(value, schema, path) : [WrongType(path, type, TypeOf(value))];
        var errors = ValueValidation.Check(value, schema, path).ToList();
        if (schema.Rules is { } rules)
            errors.AddRange(Junctors(value, rules, path));
        errors.AddRange(Children(value, schema, path));
        return errors;
    }

    /// <summary>An int-or-string is one of two types, and the first of them says what is wrong with a value that is neither.</summary>
    private static List<FieldError> Neither(JsonNode value, string path)
    {
        List<FieldError> errors = [Junctor($"\"{path}\" must validate at least one schema (anyOf)"), WrongType(path, "integer", TypeOf(value))];
        if (value.IsNumber())
            errors.Add(Junctor($"Checked value must be of type integer (default format) in {path}"));
        return errors;
    }

    private static IEnumerable<FieldError> Children(JsonNode value, Schema schema, string path)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var name in schema.Required.Where(name => !map.ContainsKey(name)))
                    yield return FieldError.Required(Join(path, name), "");
                foreach (var (key, child) in map)
                {
                    // Metadata has rules of its own, which every object is checked against.
                    if (schema.Child(key) is { } childSchema && !ReferenceEquals(childSchema, BuiltInSchemas.ObjectMeta))
                    {
                        foreach (var error in Validate(child, childSchema, Join(path, key)))
                            yield return error;
                    }
                }

                break;
            case JsonArray list when schema.Items is { } items:
                for (var i = 0; i < list.Count; i++)
                {
                    foreach (var error in Validate(list[i], items, $"{path}[{i}]"))
                        yield return error;
                }

                foreach (var error in Duplicates(list, schema, path))
                    yield return error;
                break;
        }
    }

    private static IEnumerable<FieldError> Duplicates(JsonArray list, Schema schema, string path)
    {
        if (schema is { IsSetList: false, IsMapList: false })
            yield break;
        var seen = new List<JsonNode?>();
        for (var i = 0; i < list.Count; i++)
        {
            var key = schema.IsSetList ? list[i] : KeyOf(list[i], schema);
            if (seen.Any(s => s.DeepEqual(key)))
                yield return FieldError.Duplicate($"{path}[{i}]", GoJson(key));
            seen.Add(key);
        }
    }

    private static JsonObject KeyOf(JsonNode? item, Schema schema) =>
        new(schema.MapKeys.Order(StringComparer.Ordinal).Where(k => item.At(k) is not null).Select(k => KeyValuePair.Create(k, item.At(k)?.DeepClone())));

    /// <summary>allOf, anyOf, oneOf and not: their schemas say only rules, no types.</summary>
    private static IEnumerable<FieldError> Junctors(JsonNode value, JsonObject rules, string path)
    {
        var name = path.Length == 0 ? "" : path;
        foreach (var all in rules.ArrayAt("allOf").Objects())
        {
            foreach (var error in Validate(value, SchemaReader.Read(all), path))
                yield return error;
        }

        if (rules.ArrayAt("anyOf") is { Count: > 0 } any && !any.Objects().Any(s => IsValid(value, s, path)))
        {
            yield return Junctor($"\"{name}\" must validate at least one schema (anyOf)");
            foreach (var error in Nearest(value, any, path))
                yield return error;
        }

        if (rules.ArrayAt("oneOf") is { Count: > 0 } one)
        {
            var valid = one.Objects().Count(s => IsValid(value, s, path));
            if (valid != 1)
                yield return Junctor(
                    $"\"{name}\" must validate one and only one schema (oneOf). {(valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives")}");
            foreach (var error in valid == 0 ? Nearest(value, one, path) : [])
                yield return error;
        }

        if (rules.ObjectAt("not") is { } not && IsValid(value, not, path))
            yield return Junctor($"\"{name}\" must not validate the schema (not)");
    }

    /// <summary>The complaints of the alternative that comes closest.</summary>
    private static List<FieldError> Nearest(JsonNode value, JsonArray alternatives, string path) =>
        alternatives.Objects().Select(s => Validate(value, SchemaReader.Read(s), path).ToList()).MinBy(e => e.Count) ?? [];

    private static bool IsValid(JsonNode value, JsonObject schema, string path) => !Validate(value, SchemaReader.Read(schema), path).Any();

    private static FieldError Junctor(string sentence) => new("FieldValueInvalid", Root, $"Invalid value: \"\": {sentence}");

    private static List<FieldError> FractionForInteger(JsonNode value, Schema schema, string path) =>
    [
        WrongType(path, "integer", "number"),
        Junctor($"Checked value must be of type integer (default format) in {path}"),
        .. ValueValidation.Check(value, schema, path),
    ];

    internal static FieldError WrongType(string path, string type, string shown) => FieldError.TypeInvalid(
        path.Length == 0 ? Root : path, FieldError.Quote(shown), $"{path} in body must be of type {type}: {FieldError.Quote(shown)}");

    private static bool IsOfType(JsonNode value, string type) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value.IsString(),
        "boolean" => value.IsBool(),
        "integer" => value.AsLong() is not null,
        "number" => value.IsNumber(),
        _ => true,
    };

    private static string TypeOf(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ when value.IsString() => "string",
        _ when value.IsBool() => "boolean",
        _ => value.AsLong() is null ? "number" : "integer",
    };

    internal static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>A value as Go's JSON encoder prints it.</summary>
    internal static string GoJson(JsonNode? value) =>
        value?.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        ?? "null";
}
