using System.Buffers;
using System.Globalization;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>What YAML does not allow in a text that is JSON. Real API servers read what is applied as YAML, and refuse it.</summary>
internal static class YamlText
{
    private static readonly SearchValues<byte> Interesting = SearchValues.Create([(byte)'\\', 0x7f]);

    /// <summary>The words of Go's parser; null for a text without a problem.</summary>
    public static string? Problem(ReadOnlySpan<byte> json)
    {
        while (json.IndexOfAny(Interesting) is var at and >= 0)
        {
            json = json[at..];
            if (json[0] == 0x7f)
                return "control characters are not allowed";
            // One half of a pair: JSON writes a character beyond U+FFFF as two escapes.
            if (json.Length >= 6 && json[1] == 'u' && IsSurrogate(json[2..6]))
                return "found invalid Unicode character escape code";
            json = json[Math.Min(2, json.Length)..];
        }

        return null;
    }

    private static bool IsSurrogate(ReadOnlySpan<byte> digits) =>
        ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) && char.IsSurrogate((char)unit);
}
