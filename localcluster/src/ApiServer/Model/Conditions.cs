using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>Reading and writing <c>status.conditions</c>.</summary>
internal static class Conditions
{
    public static JsonObject? Find(this JsonArray? conditions, string type) => conditions.Objects().FirstOrDefault(c => c.StringAt("type") == type);

    public static JsonObject? Condition(this JsonObject value, string type) => value.ArrayAt("status", "conditions").Find(type);

    public static bool IsTrue(this JsonObject value, string type) => value.Condition(type).StringAt("status") == "True";

    /// <summary>
    /// The list with the condition set: unchanged when it says the same already; <c>lastTransitionTime</c> moves only with the status.
    /// </summary>
    public static JsonArray With(this JsonArray? conditions, JsonObject condition, DateTimeOffset now)
    {
        var type = condition.StringAt("type")!;
        var old = conditions.Find(type);
        if (old is not null && IsUnchanged(old, condition))
            return conditions!.DeepClone().AsArray();
        var changed = condition.Clone();
        changed["lastTransitionTime"] = old is not null && old.StringAt("status") == condition.StringAt("status")
            ? old["lastTransitionTime"]?.DeepClone()
            : now.ToKubernetesTime();
        var result = conditions.Without(type);
        result.Add((JsonNode)changed);
        return result;
    }

    public static JsonArray Without(this JsonArray? conditions, string type) =>
        [.. conditions.Objects().Where(c => c.StringAt("type") != type).Select(c => (JsonNode?)c.DeepClone())];

    private static bool IsUnchanged(JsonObject old, JsonObject condition) =>
        condition.All(p => p.Key is "lastTransitionTime" or "lastUpdateTime" or "lastProbeTime" || p.Value.DeepEqual(old[p.Key]));
}
