using System.Globalization;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.Cel.Functions;

/// <summary>Parts of times and spans. Months, days of the month and of the year count from 0, but <c>getDate</c> from 1; Sunday is 0.</summary>
internal static class TimeFunctions
{
    public static IReadOnlyDictionary<string, CelFunction> Members { get; } = new Dictionary<string, CelFunction>(StringComparer.Ordinal)
    {
        ["getFullYear"] = Part(static time => time.Year),
        ["getMonth"] = Part(static time => time.Month - 1),
        ["getDate"] = Part(static time => time.Day),
        ["getDayOfMonth"] = Part(static time => time.Day - 1),
        ["getDayOfWeek"] = Part(static time => (int)time.DayOfWeek),
        ["getDayOfYear"] = Part(static time => time.DayOfYear - 1),
        ["getHours"] = Part(static time => time.Hour, 3_600_000_000_000),
        ["getMinutes"] = Part(static time => time.Minute, 60_000_000_000),
        ["getSeconds"] = Part(static time => time.Second, 1_000_000_000),
        ["getMilliseconds"] = Part(static time => time.Millisecond, 1_000_000),
    };

    private static CelFunction Part(Func<DateTimeOffset, int> part, long nanosPerUnit = 0) => (_, args) => args switch
    {
        [CelTimestamp time] => (long)part(time.Utc),
        [CelTimestamp time, string zone] => (long)part(In(time.Utc, zone)),
        [CelDuration duration] when nanosPerUnit > 0 => duration.Nanos / nanosPerUnit,
        _ => throw CelException.NoSuchOverload(),
    };

    /// <summary>A zone by its IANA name, or an offset such as <c>-05:30</c>.</summary>
    private static DateTimeOffset In(DateTimeOffset time, string zone)
    {
        if (
            TimeSpan.TryParseExact(zone.TrimStart('+', '-'), ["hh\\:mm", "h\\:mm"], CultureInfo.InvariantCulture, out var offset)
            && offset < TimeSpan.FromHours(14))
            return time.ToOffset(zone.StartsWith('-') ? -offset : offset);
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info)
            ? TimeZoneInfo.ConvertTime(time, info)
            : throw new CelException($"unknown time zone {zone}");
    }
}
