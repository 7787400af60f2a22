using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.Conformance.Traces;

/// <summary>The difference of two projected states as traces write it: by path, whole values where a map is new, null where it is gone.</summary>
internal static class Changes
{
    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        var changes = new JsonObject();
        Collect(before, after, "", changes);
        return changes;
    }

    /// <summary>The state after a change.</summary>
    public static JsonObject Apply(JsonObject state, JsonObject changes)
    {
        var result = state.Clone();
        foreach (var (path, value) in changes)
        {
            var keys = path[1..].Split('/').Select(k => k.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
            var owner = keys[..^1].Aggregate(result, (map, key) => map.Ensure(key));
            if (value is null)
                owner.Remove(keys[^1]);
            else
                owner[keys[^1]] = value.DeepClone();
        }

        return result;
    }

    private static void Collect(JsonObject before, JsonObject after, string path, JsonObject changes)
    {
        foreach (var (key, value) in after)
        {
            if (value.DeepEqual(before[key]))
                continue;
            var inner = $"{path}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (value is JsonObject map && before[key] is JsonObject old)
                Collect(old, map, inner, changes);
            else
                changes[inner] = value?.DeepClone();
        }

        foreach (var (key, _) in before.Where(p => !after.ContainsKey(p.Key)))
            changes[$"{path}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"] = null;
    }
}
