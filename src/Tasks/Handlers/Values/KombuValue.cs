using System.Text.Json;

namespace October.Tasks.Handlers.Values;

/// <summary>
/// Values that JSON has no form of, as kombu writes them: since 5.3 <c>{"__type__": "uuid", "__value__": …}</c>, before as text, and bytes under their own
/// names.
/// </summary>
internal static class KombuValue
{
    /// <summary>The text of such a value; null when it is something else.</summary>
    /// <param name="json">The value.</param>
    /// <param name="type">Kombu's name of its type.</param>
    public static string? Text(JsonElement json, string type) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Object => Inner(Typed(json, type)),
        _ => null,
    };

    /// <summary>Bytes: base64, or what kombu makes of Python's <c>bytes</c>, which is their text where they are UTF-8.</summary>
    public static bool TryReadBytes(JsonElement json, out byte[] bytes)
    {
        bytes = [];
        var (text, isPlain) = json.ValueKind == JsonValueKind.Object ? Stored(json) : (json, false);
        if (text.ValueKind != JsonValueKind.String)
            return false;
        if (!isPlain)
            return text.TryGetBytesFromBase64(out bytes!);
        bytes = System.Text.Encoding.UTF8.GetBytes(text.GetString()!);
        return true;
    }

    private static (JsonElement Text, bool IsPlain) Stored(JsonElement json)
    {
        if (Typed(json, "bytes") is { ValueKind: JsonValueKind.String } plain)
            return (plain, true);
        if (Typed(json, "base64") is { ValueKind: JsonValueKind.String } encoded)
            return (encoded, false);
        return (json.TryGetProperty("bytes", out var before) ? before : default, json.TryGetProperty("__bytes__", out _));
    }

    /// <summary>What stands in an object of kombu's type; nothing in any other.</summary>
    private static JsonElement Typed(JsonElement json, string type) =>
        json.TryGetProperty("__type__", out var named) && named.ValueKind == JsonValueKind.String && named.ValueEquals(type)
        && json.TryGetProperty("__value__", out var value) ? value : default;

    private static string? Inner(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("hex", out var hex) && hex.ValueKind == JsonValueKind.String ? hex.GetString()
        : null;
}
