using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>
/// A patched document as an error shows it. Custom resources are maps, with sorted keys; of a built-in object only what the patch
/// touched is, and its metadata has the order of the Go struct.
/// </summary>
internal static class PatchedText
{
    private static readonly string[] MetadataOrder =
    [
        "name",
        "generateName",
        "namespace",
        "selfLink",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "labels",
        "annotations",
        "ownerReferences",
        "finalizers",
        "managedFields",
    ];

    public static string Of(JsonObject document, bool isCustom)
    {
        var copy = document.Clone();
        if (isCustom)
            SortAll(copy);
        else if (copy["metadata"] is JsonObject metadata && !IsSorted(metadata))
            copy["metadata"] = new JsonObject(
                metadata.OrderBy(static p => Array.IndexOf(MetadataOrder, p.Key)).Select(static p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        return SchemaValidator.GoJson(copy);
    }

    private static bool IsSorted(JsonObject map) => map.Select(static p => p.Key).SequenceEqual(map.Select(static p => p.Key).Order(StringComparer.Ordinal));

    private static void SortAll(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                map.SortKeys();
                foreach (var (_, child) in map)
                    SortAll(child);
                break;
            case JsonArray list:
                foreach (var item in list)
                    SortAll(item);
                break;
        }
    }
}
