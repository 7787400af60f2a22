using System.Globalization;
using System.Text.RegularExpressions;

namespace October.Crd.Spec;

/// <summary>Durations as Go and Kubernetes write them: <c>500ms</c>, <c>30s</c>, <c>1h30m</c>.</summary>
public static partial class Durations
{
    /// <summary>What the schema accepts.</summary>
    public const string Pattern = $"^{Counts}$";

    private const string Counts = "([0-9]+(ms|s|m|h))+";

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration, or longer than a year.</exception>
    public static TimeSpan Parse(string text)
    {
        if (!Whole().IsMatch(text))
            throw new FormatException($"'{text}' is not a duration; write for example 30s or 1h30m");

        double milliseconds = 0;
        foreach (Match part in Part().Matches(text))
        {
            milliseconds += double.Parse(part.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) * part.Groups["unit"].Value switch
            {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                _ => 3_600_000,
            };
        }

        return milliseconds <= TimeSpan.FromDays(366).TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException($"'{text}' is longer than a year");
    }

    [GeneratedRegex($"^{Counts}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Whole();

    [GeneratedRegex("(?<count>[0-9]+)(?<unit>ms|s|m|h)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
