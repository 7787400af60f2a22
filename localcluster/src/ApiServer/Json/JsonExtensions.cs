using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>Reading and changing loosely typed objects without throwing on wrong shapes.</summary>
internal static class JsonExtensions
{
    /// <summary>The node at a path of keys, or null when anything on the way is missing or not an object.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (node is not JsonObject parent || !parent.TryGetPropertyValue(key, out node))
                return null;
        }

        return node;
    }

    public static string? StringAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).AsString();

    public static long? LongAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).AsLong();

    public static bool? BoolAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out bool result) ? result : null;

    public static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? ArrayAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    public static string? AsString(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? AsLong(this JsonNode? node) => node is JsonValue value
        ? value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out int small) ? small
        : value.TryGetValue(out double fraction) && fraction == Math.Floor(fraction) ? (long)fraction
        : null
        : null;

    public static double? AsDouble(this JsonNode? node) => node is JsonValue value
        ? value.TryGetValue(out double fraction) ? fraction
        : value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out int small) ? small
        : null
        : null;

    public static bool IsString(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    public static bool IsNumber(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    public static bool IsBool(this JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    /// <summary>The child object, created when missing.</summary>
    public static JsonObject Ensure(this JsonObject parent, string key)
    {
        if (parent[key] is JsonObject child)
            return child;
        var created = new JsonObject();
        parent[key] = created;
        return created;
    }

    /// <summary>Sets the value unless the key is there already with a value.</summary>
    public static void SetDefault(this JsonObject parent, string key, JsonNode? value)
    {
        if (parent[key] is null)
            parent[key] = value;
    }

    /// <summary>Sets a copy of the value, or removes the key when it is null.</summary>
    public static void SetOrRemove(this JsonObject parent, string key, JsonNode? value)
    {
        if (value is null)
            parent.Remove(key);
        else
            parent[key] = value.DeepClone();
    }

    /// <summary>Puts the keys in order, in place: what a patch has touched is a map in Go, and maps are written so.</summary>
    public static void SortKeys(this JsonObject map)
    {
        var sorted = map.OrderBy(static p => p.Key, StringComparer.Ordinal).ToList();
        map.Clear();
        foreach (var (key, value) in sorted)
            map[key] = value;
    }

    public static JsonObject Clone(this JsonObject value) => (JsonObject)value.DeepClone();

    public static IEnumerable<JsonObject> Objects(this JsonArray? array) => array?.OfType<JsonObject>() ?? [];

    public static IEnumerable<string> Strings(this JsonArray? array) => array?.Select(AsString).OfType<string>() ?? [];

    public static JsonArray ToJsonArray(this IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);
}
