using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Patches;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    /// <summary>Changes the target in place; null removes, objects merge, everything else replaces.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (key, change) in patch)
        {
            switch (change)
            {
                case null:
                    target.Remove(key);
                    break;
                case JsonObject nested when target[key] is JsonObject child:
                    Apply(child, nested);
                    break;
                case JsonObject nested:
                    var created = new JsonObject();
                    Apply(created, nested);
                    target[key] = created;
                    break;
                default:
                    target[key] = change.DeepClone();
                    break;
            }
        }

        target.SortKeys();
    }
}
