using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>A structural schema names a type everywhere, and keeps types out of its logical junctors (KEP-1337).</summary>
internal static class StructuralSchemaValidation
{
    private enum Level
    {
        Root,
        Item,
        Field,
    }

    /// <summary>The errors in the order of their text, as the real server sorts them.</summary>
    public static IEnumerable<FieldError> Check(JsonObject schema, string path) =>
        Check(schema, path, Level.Root).OrderBy(static e => $"{e.Field}: {e.Message}", StringComparer.Ordinal);

    private static IEnumerable<FieldError> Check(JsonObject schema, string path, Level level)
    {
        var type = schema.StringAt("type") ?? "";
        var nested = Children(schema, path, level).Concat(JunctorValidation.Check(schema, path)).Concat(OfType(schema, type, path, level));
        foreach (var error in nested)
            yield return error;
        if (type == "array" && schema.ObjectAt("items") is null)
            yield return FieldError.Required($"{path}.items", "must be specified");
        var isEmbedded = schema.BoolAt("x-kubernetes-embedded-resource") == true;
        foreach (var error in isEmbedded || level == Level.Root ? Identity(schema, path, level) : [])
            yield return error;
        if (schema.BoolAt("x-kubernetes-int-or-string") == true)
        {
            foreach (var keyword in (string[])["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"])
            {
                if (schema.BoolAt(keyword) == true)
                    yield return FieldError.Invalid($"{path}.{keyword}", "true", "must be false if x-kubernetes-int-or-string is true");
            }
        }

        if (!isEmbedded)
            yield break;
        if (schema["additionalProperties"] is not null)
            yield return FieldError.Forbidden($"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
        if (schema.BoolAt("x-kubernetes-preserve-unknown-fields") != true && schema.ObjectAt("properties") is not { Count: > 0 })
            yield return FieldError.Required(
                $"{path}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
    }

    private static IEnumerable<FieldError> OfType(JsonObject schema, string type, string path, Level level)
    {
        if (schema.BoolAt("x-kubernetes-embedded-resource") == true && type != "object")
        {
            const string Must = "must be object if x-kubernetes-embedded-resource is true";
            yield return type.Length == 0 ? FieldError.Required($"{path}.type", Must) : FieldError.InvalidText($"{path}.type", type, Must);
        }
        else if (type.Length == 0 && schema.BoolAt("x-kubernetes-int-or-string") != true && schema.BoolAt("x-kubernetes-preserve-unknown-fields") != true)
        {
            yield return FieldError.Required($"{path}.type", level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            });
        }

        if (level != Level.Root)
            yield break;
        if (type.Length > 0 && type != "object")
            yield return FieldError.InvalidText($"{path}.type", type, "must be object at the root");
        if (schema["additionalProperties"] is not null)
            yield return FieldError.Forbidden($"{path}.additionalProperties", "must not be used at the root");
    }

    private static IEnumerable<FieldError> Children(JsonObject schema, string path, Level level)
    {
        foreach (var (name, child) in schema.ObjectAt("properties") ?? [])
        {
            // Of the object's own metadata a schema may restrict the names only, and need not say their shape.
            if (child is not JsonObject props || (level == Level.Root && name == "metadata"))
                continue;
            foreach (var error in Check(props, $"{path}.properties[{name}]", Level.Field))
                yield return error;
        }

        foreach (var error in schema.ObjectAt("additionalProperties") is { } values ? Check(values, $"{path}.additionalProperties", Level.Field) : [])
            yield return error;
        foreach (var error in schema.ObjectAt("items") is { } items ? Check(items, $"{path}.items", Level.Item) : [])
            yield return error;
    }

    /// <summary>What a schema may say of apiVersion, kind and metadata.</summary>
    private static IEnumerable<FieldError> Identity(JsonObject schema, string path, Level level)
    {
        foreach (var field in (string[])["kind", "apiVersion"])
        {
            if (schema.ObjectAt("properties", field) is { } property && property.StringAt("type") != "string")
                yield return FieldError.InvalidText($"{path}.properties[{field}].type", property.StringAt("type") ?? "", "must be string");
        }

        if (schema.ObjectAt("properties", "metadata") is not { } metadata)
            yield break;
        if (metadata.StringAt("type") != "object")
            yield return FieldError.InvalidText($"{path}.properties[metadata].type", metadata.StringAt("type") ?? "", "must be object");
        var saysMore = metadata.Any(static p => p.Key is not ("type" or "properties" or "description"))
            || (metadata.ObjectAt("properties") ?? []).Any(static p => p.Key is not ("name" or "generateName"));
        if (level == Level.Root && saysMore)
            yield return FieldError.Forbidden(
                $"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified");
    }
}
