using System.Globalization;

namespace October.LocalCluster.Cel.Values;

/// <summary>A point in time, to a tenth of a microsecond.</summary>
internal readonly record struct CelTimestamp(DateTimeOffset Utc) : IComparable<CelTimestamp>
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd't'HH:mm:ss.FFFFFFFK"];

    public int CompareTo(CelTimestamp other) => Utc.CompareTo(other.Utc);

    /// <summary>RFC 3339; null when the text is not that.</summary>
    public static CelTimestamp? Parse(string text)
    {
        var normal = text.EndsWith('z') ? text[..^1] + 'Z' : text;
        if (normal.Length < 20 || (normal[^1] != 'Z' && normal[^6] is not ('+' or '-')))
            return null;
        return DateTimeOffset.TryParseExact(normal, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new CelTimestamp(time.ToUniversalTime())
            : null;
    }

    public override string ToString() => Utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
