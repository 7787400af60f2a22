using System.Text.Json.Nodes;
using October.Common.Schemas;

namespace October.Runtime.Apply;

/// <summary>
/// Says whether an apply of an intent would change a live object (an apply that changes nothing is better not sent). What server-side apply owns
/// as a whole must be equal; elsewhere every field of the intent must be there with the same value, and what others have added is theirs. The
/// stamp in the annotations covers what the intent no longer has.
/// </summary>
internal static class IntentMatcher
{
    /// <param name="intent">Fields that are null are no opinion.</param>
    /// <param name="live">What the server stores.</param>
    /// <param name="type">The type of both; null when it is not known, then objects are merged, lists are atomic and empty values are kept.</param>
    public static bool Holds(JsonObject intent, JsonObject live, TypeFacts? type) =>
        intent.All(field => FieldHolds(field.Value, live[field.Key], type, type?.Field(field.Key)));

    private static bool FieldHolds(JsonNode? intent, JsonNode? live, TypeFacts? owner, FieldFacts? field)
    {
        if (intent is null)
            return true;
        if (live is null)
            return StoredValue.IsDropped(intent, owner, field);
        if (field is { IsAtomic: true })
            return ExactMatcher.IsSame(intent, live, field);
        return (intent, live) switch
        {
            (JsonObject map, JsonObject other) when field is { IsMap: true } =>
                map.All(pair => pair.Value is null || (other[pair.Key] is { } value && ValueHolds(pair.Value, value, field.Type))),
            (JsonObject map, JsonObject other) => Holds(map, other, field?.Type),
            (JsonArray list, JsonArray other) when field is { List: ListKind.Map } =>
                AllHold(list, new ListIndex(other, field), field),
            (JsonArray list, JsonArray other) when field is { List: ListKind.Set } => list.All(item => other.Any(value => JsonNode.DeepEquals(item, value))),
            _ => ExactMatcher.IsSame(intent, live, field),
        };
    }

    private static bool AllHold(JsonArray intent, ListIndex live, FieldFacts field) =>
        intent.All(item => live.Find(item) is { } found && ValueHolds(item!, found, field.Type));

    private static bool ValueHolds(JsonNode intent, JsonNode live, TypeFacts? type) =>
        intent is JsonObject map && live is JsonObject other ? Holds(map, other, type) : JsonNode.DeepEquals(intent, live);
}
