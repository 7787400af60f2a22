using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Removes fields that a structural schema does not know (apiextensions' pruning).</summary>
internal static class StructuralPruner
{
    /// <summary>Prunes in place and returns the paths of what was removed, sorted as the real server warns of them.</summary>
    public static List<string> Prune(JsonObject root, Schema schema, bool isResource = true)
    {
        var removed = new List<string>();
        PruneObject(root, schema, "", isResource, removed);
        removed.Sort(StringComparer.Ordinal);
        return removed;
    }

    private static void PruneValue(JsonNode? value, Schema schema, string path, List<string> removed)
    {
        switch (value)
        {
            case JsonObject child:
                PruneObject(child, schema, path, schema.EmbeddedResource, removed);
                break;
            case JsonArray list when schema.Items is { } items:
                for (var i = 0; i < list.Count; i++)
                    PruneValue(list[i], items, $"{path}[{i}]", removed);
                break;
        }
    }

    private static void PruneObject(JsonObject value, Schema schema, string path, bool isResource, List<string> removed)
    {
        foreach (var (key, child) in value.ToArray())
        {
            if (isResource && key is "apiVersion" or "kind" or "metadata")
                continue;
            var childPath = path.Length == 0 ? key : $"{path}.{key}";
            if (schema.Child(key) is { } known)
            {
                PruneValue(child, known, childPath, removed);
            }
            else if (!schema.PreserveUnknown)
            {
                value.Remove(key);
                removed.Add(childPath);
            }
        }
    }
}
