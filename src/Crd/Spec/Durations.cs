using System.Globalization;
using System.Text.RegularExpressions;

namespace October.Crd.Spec;

/// <summary>Durations as Go and Kubernetes write them: <c>500ms</c>, <c>30s</c>, <c>1h30m</c>.</summary>
public static partial class Durations
{
    /// <summary>What the schema accepts.</summary>
    public const string Pattern = $"^{Counts}$";

    /// <summary>As many characters as one may have: more than any needs, and few enough to be read whole.</summary>
    public const int Longest = 16;

    /// <summary>Rule of the API server for durations that are added to a time: what is read of them does not go beyond it.</summary>
    public const string WithinYear = "duration(self) <= duration('8784h')";

    /// <summary>What it says.</summary>
    public const string BeyondYear = "a duration must not be longer than a year: write 8784h or less";

    /// <summary>The same for those that a timer waits for.</summary>
    public const string WithinDay = "duration(self) <= duration('24h')";

    /// <summary>What it says.</summary>
    public const string BeyondDay = "this duration must not be longer than a day: write 24h or less";

    private const string Counts = "([0-9]+(ms|s|m|h))+";

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration, or longer than a year.</exception>
    public static TimeSpan Parse(string text)
    {
        // The object may have been stored while an older definition, without a length, let it through.
        if (text.Length > Longest)
            throw new FormatException($"a duration has {Longest} characters at most, for example 1h30m, and this one has {text.Length}");
        if (!Whole().IsMatch(text))
            throw new FormatException($"'{text}' is not a duration; write for example 30s or 1h30m");

        double milliseconds = 0;
        foreach (var match in Part().EnumerateMatches(text))
        {
            var part = text.AsSpan(match.Index, match.Length);
            var unit = part.TrimStart("0123456789");
            milliseconds += double.Parse(part[..^unit.Length], CultureInfo.InvariantCulture) * unit switch
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

    [GeneratedRegex("[0-9]+(ms|s|m|h)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
