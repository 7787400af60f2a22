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
        JsonValueKind.Object when json.TryGetProperty("__type__", out var named) && named.ValueKind == JsonValueKind.String && named.GetString() == type
            && json.TryGetProperty("__value__", out var value) => Inner(value),
        _ => null,
    };

    /// <summary>Bytes: base64, or what kombu makes of Python's <c>bytes</c>.</summary>
    public static bool TryReadBytes(JsonElement json, out byte[] bytes)
    {
        bytes = [];
        var isText = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("__bytes__", out _);
        var text = json.ValueKind == JsonValueKind.String ? json
            : json.ValueKind == JsonValueKind.Object && json.TryGetProperty("bytes", out var inner) ? inner
            : default;
        if (text.ValueKind != JsonValueKind.String)
            return false;
        if (!isText)
            return text.TryGetBytesFromBase64(out bytes!);
        bytes = System.Text.Encoding.UTF8.GetBytes(text.GetString()!);
        return true;
    }

    private static string? Inner(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("hex", out var hex) && hex.ValueKind == JsonValueKind.String ? hex.GetString()
        : null;
}
