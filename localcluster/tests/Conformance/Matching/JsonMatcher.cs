using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Conformance.Matching;

/// <summary>Compares an answer with a recorded one by the rules of the recordings; returns the first difference, or null.</summary>
internal sealed class JsonMatcher(Bindings bindings, bool subset, bool compareManagedFields)
{
    public string? Compare(JsonNode? expected, JsonNode? actual, string path = "")
    {
        switch (expected)
        {
            case JsonObject expectedMap when actual is JsonObject actualMap:
                return CompareObjects(expectedMap, actualMap, path);
            case JsonArray expectedList when actual is JsonArray actualList:
                return subset ? CompareAsSubset(expectedList, actualList, path) : CompareLists(expectedList, actualList, path);
            case JsonValue value when value.TryGetValue(out string? text) && actual is JsonValue other:
                var shown = other.TryGetValue(out string? actualText) ? actualText : text.StartsWith("{{nodeport") ? other.ToJsonString() : null;
                return shown is not null && bindings.Matches(text, shown) ? null : Difference(path, expected, actual);
            case null:
                return actual is null ? null : Difference(path, expected, actual);
            default:
                return actual is JsonValue && JsonNode.DeepEquals(expected, actual) ? null : Difference(path, expected, actual);
        }
    }

    private string? CompareObjects(JsonObject expected, JsonObject actual, string path)
    {
        if (expected["details"]?["causes"] is JsonArray { Count: > 1 } causes && (string?)expected["kind"] == "Status")
            return CompareManyCauses(expected, actual, causes, path);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in expected)
        {
            if (key == "managedFields" && !compareManagedFields)
                continue;
            var actualKey = actual.ContainsKey(key) ? key : key.Contains("{{") ? actual.Select(p => p.Key).FirstOrDefault(k => bindings.Matches(key, k)) : null;
            if (actualKey is null)
                return $"{path}.{key}: missing, expected {Shorten(value)}";
            seen.Add(actualKey);
            var difference = key == "managedFields"
                ? CompareManagers(value as JsonArray ?? [], actual[actualKey] as JsonArray ?? [], $"{path}.{key}")
                : Compare(value, actual[actualKey], $"{path}.{key}");
            if (difference is not null)
                return difference;
        }

        var extra = subset ? null : actual.Select(p => p.Key).FirstOrDefault(k => !seen.Contains(k) && (k != "managedFields" || compareManagedFields));
        return extra is null ? null : $"{path}.{extra}: not expected, got {Shorten(actual[extra])}";
    }

    private string? CompareLists(JsonArray expected, JsonArray actual, string path)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (Compare(expected[i], actual[i], $"{path}[{i}]") is { } difference)
                return difference;
        }

        return expected.Count == actual.Count ? null : $"{path}: {expected.Count} items expected, got {actual.Count}";
    }

    private string? CompareAsSubset(JsonArray expected, JsonArray actual, string path)
    {
        foreach (var item in expected)
        {
            if (!actual.Any(a => Compare(item, a, path) is null))
                return $"{path}: no item like {Shorten(item)}";
        }

        return null;
    }

    private string? CompareManagers(JsonArray expected, JsonArray actual, string path)
    {
        var rest = actual.ToList();
        foreach (var entry in expected)
        {
            var wanted = entry!.DeepClone().AsObject();
            wanted.Remove("time");
            var index = rest.FindIndex(a => Compare(wanted, WithoutTime(a), path) is null);
            if (index < 0)
                return $"{path}: no entry {Shorten(wanted, 600)}, got {Shorten(actual, 1500)}";
            rest.RemoveAt(index);
        }

        return rest.Count == 0 ? null : $"{path}: not expected {Shorten(rest[0], 600)}";
    }

    private static JsonObject WithoutTime(JsonNode? entry)
    {
        var copy = entry!.DeepClone().AsObject();
        copy.Remove("time");
        return copy;
    }

    /// <summary>The real server walks properties in random order: causes are a set, and the message holds each of them.</summary>
    private string? CompareManyCauses(JsonObject expected, JsonObject actual, JsonArray causes, string path)
    {
        if (actual["details"]?["causes"] is not JsonArray actualCauses)
            return $"{path}: causes expected, got {Shorten(actual, 600)}";
        var rest = actualCauses.ToList();
        foreach (var cause in causes)
        {
            var index = rest.FindIndex(a => Compare(cause, a, path) is null);
            if (index < 0)
                return $"{path}.details.causes: no cause {Shorten(cause, 300)}, got {Shorten(actualCauses, 900)}";
            rest.RemoveAt(index);
        }

        if (rest.Count > 0)
            return $"{path}.details.causes: not expected {Shorten(rest[0], 300)}";
        var (left, right) = (expected.DeepClone().AsObject(), actual.DeepClone().AsObject());
        foreach (var status in (JsonObject[])[left, right])
        {
            status.Remove("message");
            status["details"]!.AsObject().Remove("causes");
        }

        return Compare(left, right, path);
    }

    private static string Difference(string path, JsonNode? expected, JsonNode? actual) =>
        $"{path}: expected {Shorten(expected, 400)}, got {Shorten(actual, 400)}";

    private static string Shorten(JsonNode? node, int length = 200)
    {
        var text = node is null ? "null" : node.ToJsonString(Relaxed);
        return text.Length > length ? text[..length] + "…" : text;
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
