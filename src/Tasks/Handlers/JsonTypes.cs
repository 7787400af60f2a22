using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace October.Tasks.Handlers;

/// <summary>The JSON types that handlers commonly take and give.</summary>
public static class JsonTypes
{
    /// <summary>Any number, whole ones of any size: see <see cref="Handlers.Number"/>.</summary>
    public static JsonType<Number> Number { get; } = new("a number", Handlers.Number.TryRead, static (json, value) => value.WriteTo(json));

    /// <summary>A whole number of 64 bits.</summary>
    public static JsonType<long> Integer { get; } = new(
        "an integer",
        static (JsonElement json, out long value) =>
        {
            value = 0;
            return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out value);
        },
        static (json, value) => json.WriteNumberValue(value));

    /// <summary>A floating-point number.</summary>
    public static JsonType<double> Float { get; } = new(
        "a number",
        static (JsonElement json, out double value) =>
        {
            value = 0;
            return json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value);
        },
        static (json, value) => json.WriteNumberValue(value));

    /// <summary>A text.</summary>
    public static JsonType<string> Text { get; } = new(
        "a string",
        static (JsonElement json, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string value) =>
            (value = json.ValueKind == JsonValueKind.String ? json.GetString() : null) is not null,
        static (json, value) => json.WriteStringValue(value));

    /// <summary>True or false.</summary>
    public static JsonType<bool> Boolean { get; } = new(
        "a boolean",
        static (JsonElement json, out bool value) =>
        {
            value = json.ValueKind == JsonValueKind.True;
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        },
        static (json, value) => json.WriteBooleanValue(value));

    /// <summary>Any JSON value, as it is. Valid during the run only.</summary>
    public static JsonType<JsonElement> Any { get; } = new(
        "a JSON value",
        static (JsonElement json, out JsonElement value) =>
        {
            value = json;
            return true;
        },
        static (json, value) => value.WriteTo(json));

    /// <summary>A type of your own, by its source-generated description.</summary>
    public static JsonType<T> Of<T>(JsonTypeInfo<T> type) where T : notnull => new(
        "a " + typeof(T).Name,
        (JsonElement json, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) =>
        {
            value = default;
            try
            {
                value = json.Deserialize(type);
            }
            catch (JsonException)
            {
                return false;
            }

            return value is not null;
        },
        (json, value) => JsonSerializer.Serialize(json, value, type));
}
