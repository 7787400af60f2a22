using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>The objects of one resource in one namespace, as they are now.</summary>
internal static class ObjectStoreExtensions
{
    public static IEnumerable<JsonObject> InNamespace(this IObjectStore store, string resource, string? ns)
    {
        var all = store.List(resource).Objects;
        return all.IsEmpty || ns is null ? [] : all.Where(o => o.Key.Namespace == ns).Select(static o => o.Value.Value);
    }
}
