using System.Globalization;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Times as Go reads them: <c>metav1.Time</c> to the second, <c>metav1.MicroTime</c> with exactly six decimals.</summary>
internal static class GoTime
{
    private static readonly (string Element, int Digits, int Least, int Most, string Name)[] Elements =
    [
        ("2006", 4, 0, 9999, "year"), ("-", 0, 0, 0, ""), ("01", 2, 1, 12, "month"), ("-", 0, 0, 0, ""), ("02", 2, 1, 31, "day"), ("T", 0, 0, 0, ""),
        ("15", 2, 0, 23, "hour"), (":", 0, 0, 0, ""), ("04", 2, 0, 59, "minute"), (":", 0, 0, 0, ""), ("05", 2, 0, 59, "second"),
    ];

    /// <summary>The time in UTC as Go writes it.</summary>
    /// <exception cref="FormatException">The text is no such time; the message is Go's.</exception>
    public static string Normalize(string text, bool isMicro)
    {
        if (Problem(text, isMicro) is { } problem)
            throw new FormatException($"parsing time \"{text}\"{problem}");
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new FormatException($"parsing time \"{text}\": day out of range");
        return isMicro ? time.ToKubernetesMicroTime() : time.ToKubernetesTime();
    }

    private static string? Problem(string text, bool isMicro)
    {
        var layout = isMicro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
        var at = 0;
        foreach (var (element, digits, least, most, name) in Elements)
        {
            var length = Math.Max(digits, 1);
            var part = at + length <= text.Length ? text.AsSpan(at, length) : default;
            if (part.IsEmpty || (digits == 0 ? !part.SequenceEqual(element) : part.ContainsAnyExceptInRange('0', '9')))
                return Cannot(text[at..], element);
            if (digits > 0 && int.Parse(part, CultureInfo.InvariantCulture) is var number && (number < least || number > most))
                return $": {name} out of range";
            at += length;
        }

        var end = at;
        if (end < text.Length && text[end] == '.')
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }

        if (isMicro && (end - at != 7 || text[at] != '.'))
            return Cannot(text[at..], ".000000");
        return IsZone(text.AsSpan(end)) ? null : Cannot(text[end..], "Z07:00");

        string Cannot(string rest, string element) => $" as \"{layout}\": cannot parse \"{rest}\" as \"{element}\"";
    }

    private static bool IsZone(ReadOnlySpan<char> zone) =>
        zone is "Z"
        || (
            zone.Length == 6
            && zone[0] is '+' or '-'
            && zone[3] == ':'
            && !zone[1..3].ContainsAnyExceptInRange('0', '9')
            && !zone[4..].ContainsAnyExceptInRange('0', '9'));
}
