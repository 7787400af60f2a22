using System.Text.Json.Nodes;
using October.Common.Schemas;

namespace October.Runtime.Apply;

/// <summary>
/// Says whether two values that server-side apply owns as a whole are the same once stored: nothing may be missing and nothing added, except defaults.
/// </summary>
internal static class ExactMatcher
{
    public static bool IsSame(JsonNode intent, JsonNode live, FieldFacts? field) => (intent, live) switch
    {
        (JsonObject map, JsonObject other) when field is { IsMap: true } =>
            map.Count == other.Count && map.All(pair => other.TryGetPropertyValue(pair.Key, out var value) && IsSameValue(pair.Value, value, field.Type)),
        (JsonObject map, JsonObject other) => IsSameObject(map, other, field?.Type),
        (JsonArray list, JsonArray other) => list.Count == other.Count && IsSameList(list, other, field),
        _ => JsonNode.DeepEquals(intent, live),
    };

    private static bool IsSameObject(JsonObject intent, JsonObject live, TypeFacts? type) =>
        intent.Select(pair => pair.Key).Union(live.Select(pair => pair.Key)).All(name => IsSameField(intent[name], live[name], type, type?.Field(name)));

    private static bool IsSameField(JsonNode? intent, JsonNode? live, TypeFacts? owner, FieldFacts? field)
    {
        var isGiven = intent is not null && !StoredValue.IsDropped(intent, owner, field);
        if (live is null || StoredValue.IsDropped(live, owner, field))
            return !isGiven;
        return isGiven ? IsSame(intent!, live, field) : JsonNode.DeepEquals(live, field?.Default);
    }

    private static bool IsSameList(JsonArray intent, JsonArray live, FieldFacts? field) => field?.List switch
    {
        ListKind.Map => IsSameList(intent, new ListIndex(live, field), field),
        ListKind.Set => intent.All(item => live.Any(value => JsonNode.DeepEquals(item, value))),
        _ => intent.Zip(live).All(pair => IsSameValue(pair.First, pair.Second, field?.Type)),
    };

    private static bool IsSameList(JsonArray intent, ListIndex live, FieldFacts field) =>
        intent.All(item => live.Find(item) is { } other && IsSameValue(item, other, field.Type));

    private static bool IsSameValue(JsonNode? intent, JsonNode? live, TypeFacts? type) =>
        intent is JsonObject map && live is JsonObject other ? IsSameObject(map, other, type) : JsonNode.DeepEquals(intent, live);
}
