using System.Globalization;
using System.Text;

namespace October.LocalCluster.Cel.Values;

/// <summary>A span of time in nanoseconds, written as Go writes durations: <c>1h30m</c>, <c>-1.5s</c>, <c>300ms</c>.</summary>
internal readonly record struct CelDuration(long Nanos) : IComparable<CelDuration>
{
    private static readonly (string Unit, long Nanos)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];

    public int CompareTo(CelDuration other) => Nanos.CompareTo(other.Nanos);

    public static CelDuration? Parse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (rest is "0")
            return new CelDuration(0);
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
            var nanos = Array.Find(Units, u => u.Unit == unit).Nanos;
            if (nanos == 0)
                return null;
            rest = rest[unit.Length..];
            total += number * nanos;
            if (total > long.MaxValue)
                return null;
        }

        return new CelDuration((long)(negative ? -total : total));
    }

    /// <summary>In seconds, as CEL converts durations to strings.</summary>
    public override string ToString()
    {
        var seconds = new StringBuilder((Nanos / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture));
        return seconds.Append('s').ToString();
    }
}
