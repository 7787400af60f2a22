using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Handlers.Values;

namespace October.Tasks.Handlers;

/// <summary>The JSON types that handlers commonly take and give.</summary>
public static partial class JsonTypes
{
    /// <summary>Longer numbers would take long to read.</summary>
    private const int LongestNumber = 10_000;

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
            return json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value) && double.IsFinite(value);
        },
        static (json, value) => json.WriteNumberValue(value));

    /// <summary>A decimal number: a JSON number, or a text as Celery writes Python's <c>Decimal</c>.</summary>
    public static JsonType<decimal> Decimal { get; } = new(
        "a decimal number",
        static (JsonElement json, out decimal value) =>
        {
            value = 0;
            return json.ValueKind == JsonValueKind.Number
                ? json.TryGetDecimal(out value)
                : KombuValue.Text(json, "decimal") is { } text && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        },
        static (json, value) => json.WriteNumberValue(value));

    /// <summary>A text.</summary>
    public static JsonType<string> Text { get; } = new(
        "a string",
        static (JsonElement json, [MaybeNullWhen(false)] out string value) =>
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

    /// <summary>A JSON object.</summary>
    public static JsonType<JsonObject> Object { get; } = new(
        "a map",
        static (JsonElement json, [MaybeNullWhen(false)] out JsonObject value) =>
            (value = json.ValueKind == JsonValueKind.Object ? JsonObject.Create(json.Clone()) : null) is not null,
        static (json, value) => value.WriteTo(json));

    /// <summary>A JSON array.</summary>
    public static JsonType<JsonArray> Array { get; } = new(
        "a list",
        static (JsonElement json, [MaybeNullWhen(false)] out JsonArray value) =>
            (value = json.ValueKind == JsonValueKind.Array ? JsonArray.Create(json.Clone()) : null) is not null,
        static (json, value) => value.WriteTo(json));

    /// <summary>An id, as text with or without hyphens.</summary>
    public static JsonType<Guid> Guid { get; } = new(
        "a UUID",
        static (JsonElement json, out Guid value) => System.Guid.TryParse(KombuValue.Text(json, "uuid"), out value),
        static (json, value) => json.WriteStringValue(value));

    /// <summary>A time in ISO 8601; one without an offset is in UTC.</summary>
    public static JsonType<DateTimeOffset> Time { get; } = new(
        "a time in ISO 8601",
        static (JsonElement json, out DateTimeOffset value) => IsoTime.TryParse(KombuValue.Text(json, "datetime"), out value),
        static (json, value) => json.WriteStringValue(value));

    /// <summary>A date in ISO 8601.</summary>
    public static JsonType<DateOnly> Date { get; } = new(
        "a date in ISO 8601",
        static (JsonElement json, out DateOnly value) =>
            DateOnly.TryParseExact(KombuValue.Text(json, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value),
        static (json, value) => json.WriteStringValue(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    /// <summary>Bytes, as base64.</summary>
    public static JsonType<byte[]> Bytes { get; } = new("bytes in base64", KombuValue.TryReadBytes, static (json, value) => json.WriteBase64StringValue(value));

    /// <summary>A whole number of any of .NET's types.</summary>
    public static JsonType<T> Whole<T>() where T : struct, IBinaryInteger<T> => new(
        "an integer",
        static (JsonElement json, out T value) =>
        {
            value = default;
            return json.ValueKind == JsonValueKind.Number && json.GetRawText() is { Length: <= LongestNumber } text
                && T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        },
        static (json, value) => json.WriteRawValue(Encoding.ASCII.GetBytes(value.ToString(null, CultureInfo.InvariantCulture)), skipInputValidation: true));

    /// <summary>A floating-point number of any of .NET's types.</summary>
    public static JsonType<T> Floating<T>() where T : struct, IBinaryFloatingPointIeee754<T> => new(
        "a number",
        static (JsonElement json, out T value) =>
        {
            value = json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) ? T.CreateSaturating(number) : T.NaN;
            return T.IsFinite(value);
        },
        static (json, value) => json.WriteNumberValue(double.CreateSaturating(value)));

    /// <summary>A member of an enumeration, by its name or its number; written by its name.</summary>
    public static JsonType<T> Named<T>() where T : struct, Enum => new(
        "one of " + string.Join(", ", Enum.GetNames<T>()),
        static (JsonElement json, out T value) =>
        {
            value = default;
            var text = json.ValueKind switch
            {
                JsonValueKind.String => json.GetString(),
                JsonValueKind.Number => json.GetRawText(),
                _ => null,
            };
            return EnumNames.TryParse(text, out value);
        },
        static (json, value) => json.WriteStringValue(value.ToString()));
}
