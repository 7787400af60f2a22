using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>Whole objects within custom resources (<c>x-kubernetes-embedded-resource</c>): they have a type and metadata like any object.</summary>
internal static class EmbeddedResources
{
    /// <summary>Every embedded object with its path.</summary>
    public static IEnumerable<(JsonObject Value, string Path)> Find(JsonNode? value, Schema schema, string path = "")
    {
        switch (value)
        {
            case JsonObject map:
                if (schema.EmbeddedResource)
                    yield return (map, path);
                foreach (var (key, child) in map)
                {
                    if (schema.Child(key) is not { Rules: not null } known)
                        continue;
                    foreach (var found in Find(child, known, path.Length == 0 ? key : $"{path}.{key}"))
                        yield return found;
                }

                break;
            case JsonArray list when schema.Items is { } items:
                for (var i = 0; i < list.Count; i++)
                {
                    foreach (var found in Find(list[i], items, $"{path}[{i}]"))
                        yield return found;
                }

                break;
        }
    }

    /// <summary>Decodes the metadata of all of them; returns the paths of fields that metadata does not have.</summary>
    /// <exception cref="FormatException">A field of metadata has the wrong type.</exception>
    public static List<string> CoerceMetadata(JsonObject root, Schema schema)
    {
        var decoder = new TypedDecoder("ObjectMeta");
        foreach (var (value, path) in Find(root, schema).ToList())
        {
            if (value["metadata"] is JsonObject metadata)
                value["metadata"] = decoder.Decode(metadata, BuiltInSchemas.ObjectMeta, $"{path}.metadata");
        }

        return decoder.UnknownFields;
    }

    public static IEnumerable<FieldError> Validate(JsonObject root, Schema schema)
    {
        foreach (var (value, path) in Find(root, schema))
        {
            foreach (var field in (string[])["apiVersion", "kind"])
            {
                if (string.IsNullOrEmpty(value.StringAt(field)))
                    yield return FieldError.Required($"{path}.{field}", "");
            }

            if (value.StringAt("apiVersion") is { Length: > 0 } version && version.Count(static c => c == '/') > 1)
                yield return FieldError.InvalidText($"{path}.apiVersion", version, $"unexpected GroupVersion string: {version}");
            // Names are those of any kind: nothing but a path's own signs is refused.
            foreach (var error in value["metadata"] is JsonObject ? MetadataValidation.ValidateShared(value, $"{path}.metadata") : [])
                yield return error;
        }
    }
}
