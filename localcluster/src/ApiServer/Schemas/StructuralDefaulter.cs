using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Fills in defaults of a structural schema, and replaces nulls where null is not allowed but a default exists.</summary>
internal static class StructuralDefaulter
{
    public static void Default(JsonNode? value, Schema schema)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (key, child) in schema.Properties)
                {
                    if (ReferenceEquals(child, BuiltInSchemas.ObjectMeta))
                        continue;
                    var present = map.TryGetPropertyValue(key, out var current);
                    if (child.Default is { } fallback && (!present || (current is null && !child.Nullable)))
                        map[key] = fallback.DeepClone();
                    else if (present && current is null && !child.Nullable && child.Default is null)
                        map.Remove(key);
                }

                foreach (var (key, child) in map)
                {
                    if (schema.Child(key) is { } childSchema && !ReferenceEquals(childSchema, BuiltInSchemas.ObjectMeta))
                        Default(child, childSchema);
                }

                break;
            case JsonArray list when schema.Items is { } items:
                foreach (var item in list)
                    Default(item, items);
                break;
        }
    }
}
