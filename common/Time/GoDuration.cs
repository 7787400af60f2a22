using System.Globalization;
using System.Text;

namespace October.Common.Time;

/// <summary>
/// Spans of time as Go reads and writes them (<c>time.ParseDuration</c>, <c>Duration.String</c>): <c>1h30m0s</c>, <c>-1.5s</c>, <c>300ms</c>.
/// </summary>
public static class GoDuration
{
    private static readonly (string Unit, long Nanoseconds)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <summary>The span in nanoseconds; null when the text is none, or longer than about 292 years.</summary>
    public static long? ParseNanoseconds(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (rest is "0")
            return 0;
        if (rest.IsEmpty)
            return null;
        decimal total = 0;
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOfAnyExcept("0123456789.");
            if (length <= 0 || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return null;
            rest = rest[length..];
            var end = rest.IndexOfAny("0123456789.");
            var unit = (end < 0 ? rest : rest[..end]).ToString();
            var nanoseconds = Array.Find(Units, known => known.Unit == unit).Nanoseconds;
            if (nanoseconds == 0)
                return null;
            rest = rest[unit.Length..];
            // Checked before the sum: a decimal overflows later than a long.
            if (number > long.MaxValue / nanoseconds || (total += number * nanoseconds) > long.MaxValue)
                return null;
        }

        return (long)(negative ? -total : total);
    }

    /// <summary>The span as Go prints it: hours, minutes and seconds; below a second in one unit.</summary>
    public static string Format(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
            return "0s";
        var size = span.Duration();
        var text = new StringBuilder(span < TimeSpan.Zero ? "-" : "");
        if (size < TimeSpan.FromMilliseconds(1))
            return text.Append(CultureInfo.InvariantCulture, $"{size.TotalMicroseconds:0.###}µs").ToString();
        if (size < TimeSpan.FromSeconds(1))
            return text.Append(CultureInfo.InvariantCulture, $"{size.TotalMilliseconds:0.######}ms").ToString();
        if (size >= TimeSpan.FromHours(1))
            text.Append(CultureInfo.InvariantCulture, $"{(long)size.TotalHours}h");
        if (size >= TimeSpan.FromMinutes(1))
            text.Append(CultureInfo.InvariantCulture, $"{size.Minutes}m");
        return text.Append(
                CultureInfo.InvariantCulture, $"{size.Seconds + (size.Ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond):0.#######}s")
            .ToString();
    }
}
