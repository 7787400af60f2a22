using System.Globalization;
using System.Text;
using System.Text.Json;

namespace October.Api.Tasks;

/// <summary>
/// Values that others have stored, in a form that can be written. One half of a pair of surrogates, as an escape, is a text for Python, whose workers store
/// it; .NET reads it and cannot write it.
/// </summary>
internal static class WritableJson
{
    private const int EscapeLength = 6;

    /// <summary>The value, with U+FFFD for each such half.</summary>
    public static JsonElement? Of(JsonElement? value)
    {
        if (value is not { } json || json.GetRawText() is not { } raw || !raw.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            return value;
        return JsonElement.Parse(Whole(raw), new JsonDocumentOptions { MaxDepth = 1000 });
    }

    private static string Whole(string raw)
    {
        var result = new StringBuilder(raw.Length);
        for (var at = 0; at < raw.Length;)
        {
            var unit = Unit(raw, at);
            var isPair = char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(raw, at + EscapeLength));
            var length = isPair ? 2 * EscapeLength : unit != default ? EscapeLength : raw[at] == '\\' ? 2 : 1;
            if (char.IsSurrogate(unit) && !isPair)
                result.Append("\\ufffd");
            else
                result.Append(raw, at, length);
            at += length;
        }

        return result.ToString();
    }

    /// <summary>What the escape at this place stands for; U+0000 when there is none.</summary>
    private static char Unit(string raw, int at) =>
        at + EscapeLength <= raw.Length && raw[at] == '\\' && raw[at + 1] == 'u'
            ? (char)int.Parse(raw.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : default;
}
