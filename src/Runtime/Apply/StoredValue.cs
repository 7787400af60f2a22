using System.Text.Json;
using System.Text.Json.Nodes;
using October.Common.Schemas;

namespace October.Runtime.Apply;

/// <summary>What the API server stores of an empty value.</summary>
internal static class StoredValue
{
    /// <summary>The value is empty, and the server stores it as if it had not been given.</summary>
    /// <param name="value">What is given.</param>
    /// <param name="owner">The type whose field it is; null when that is not known or it is a value of a map: such values are kept.</param>
    /// <param name="field">Facts of the field.</param>
    public static bool IsDropped(JsonNode value, TypeFacts? owner, FieldFacts? field) =>
        owner is not null && (field?.Emptiness ?? ByKind(value)) != Emptiness.Kept && IsEmpty(value, field);

    private static Emptiness ByKind(JsonNode value) =>
        value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? Emptiness.Kept : Emptiness.Omitted;

    private static bool IsEmpty(JsonNode value, FieldFacts? field) => value switch
    {
        JsonArray list => list.Count == 0,
        JsonObject map => map.Count == 0
            || (field is { IsMap: false, Type: { } type } && map.All(pair => pair.Value is null || IsDropped(pair.Value, type, type.Field(pair.Key)))),
        _ => value.GetValueKind() switch
        {
            JsonValueKind.False => true,
            JsonValueKind.String => value.GetValue<string>().Length == 0,
            JsonValueKind.Number => JsonNode.DeepEquals(value, 0),
            _ => false,
        },
    };
}
