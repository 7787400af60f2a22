using System.Globalization;
using System.Text;
using October.Common.Time;

namespace October.LocalCluster.Cel.Values;

/// <summary>A span of time in nanoseconds, written as Go writes durations: <c>1h30m</c>, <c>-1.5s</c>, <c>300ms</c>.</summary>
internal readonly record struct CelDuration(long Nanos) : IComparable<CelDuration>
{
    public int CompareTo(CelDuration other) => Nanos.CompareTo(other.Nanos);

    /// <summary>Null when the text is no duration.</summary>
    public static CelDuration? Parse(string text) => GoDuration.ParseNanoseconds(text) is { } nanos ? new CelDuration(nanos) : null;

    /// <summary>In seconds, as CEL converts durations to strings.</summary>
    public override string ToString()
    {
        var seconds = new StringBuilder((Nanos / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture));
        return seconds.Append('s').ToString();
    }
}
