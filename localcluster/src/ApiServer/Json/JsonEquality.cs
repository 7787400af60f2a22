using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>Deep equality of JSON values: key order does not matter, numbers compare by value.</summary>
internal static class JsonEquality
{
    public static bool DeepEqual(this JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ when ReferenceEquals(left, right) => true,
        (JsonObject a, JsonObject b) => ObjectsEqual(a, b),
        (JsonArray a, JsonArray b) => ArraysEqual(a, b),
        (JsonValue a, JsonValue b) => ValuesEqual(a, b),
        _ => false,
    };

    private static bool ObjectsEqual(JsonObject a, JsonObject b)
    {
        if (a.Count != b.Count)
            return false;
        foreach (var (key, value) in a)
        {
            if (!b.TryGetPropertyValue(key, out var other) || !value.DeepEqual(other))
                return false;
        }

        return true;
    }

    private static bool ArraysEqual(JsonArray a, JsonArray b)
    {
        if (a.Count != b.Count)
            return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!a[i].DeepEqual(b[i]))
                return false;
        }

        return true;
    }

    private static bool ValuesEqual(JsonValue a, JsonValue b)
    {
        var kind = a.GetValueKind();
        return kind == b.GetValueKind() && kind switch
        {
            JsonValueKind.String => a.AsString() == b.AsString(),
            JsonValueKind.Number => a.AsLong() is { } x && b.AsLong() is { } y ? x == y : a.AsDouble().Equals(b.AsDouble()),
            _ => true,
        };
    }
}
