using System.Globalization;
using System.Text.RegularExpressions;

namespace October.Tasks.Handlers.Values;

/// <summary>
/// Times of ISO 8601 among arguments. .NET's own parser takes much else for a time: <c>10:30</c> of today, and days and months in America's order.
/// </summary>
internal static partial class IsoTime
{
    /// <summary>Reads a time; one without an offset is in UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && Form.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,16})?)?(Z|[+\-][0-9]{2}(:?[0-9]{2})?)?)?\z",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Form { get; }
}
