using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>
/// Texts that others have stored, in a form that can be read and written. One half of a pair of surrogates, as an escape, is a text for Python, whose
/// programs store it, and none for .NET: U+FFFD stands in its place.
/// </summary>
public static class WholeText
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON with U+FFFD for each such half.</summary>
    /// <param name="json">JSON, or a part of it that has whole escapes.</param>
    public static string Json(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            return json;
        var result = new StringBuilder(json.Length);
        for (var at = 0; at < json.Length;)
        {
            var unit = Unit(json, at);
            var isPair = char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(json, at + EscapeLength));
            var length = isPair ? 2 * EscapeLength : unit != default ? EscapeLength : json[at] == '\\' ? 2 : 1;
            if (char.IsSurrogate(unit) && !isPair)
                result.Append("\\ufffd");
            else
                result.Append(json, at, length);
            at += length;
        }

        return result.ToString();
    }

    /// <summary>The text of a JSON string; of null none, and of any other value its JSON.</summary>
    internal static string? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value.GetRawText();
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescaped(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }

    /// <summary>The name of a member.</summary>
    internal static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Unescaped(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>The text of the JSON string that a reader is at.</summary>
    internal static string Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescaped(reader.ValueSpan);
        }
    }

    /// <summary>The text of what stands between the quotes of a JSON string.</summary>
    internal static string Unescaped(ReadOnlySpan<byte> escaped)
    {
        using var text = JsonDocument.Parse($"\"{Json(Encoding.UTF8.GetString(escaped))}\"");
        return text.RootElement.GetString()!;
    }

    /// <summary>The escape at this place stands for this; U+0000 when there is none.</summary>
    private static char Unit(string json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
            ? (char)int.Parse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : default;
}
