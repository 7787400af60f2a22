using System.Text;

namespace October.LocalCluster.Cel.Values;

/// <summary>Texts by code points, as CEL sees them.</summary>
internal static class Utf8
{
    /// <summary>In the order of code points, which for surrogates is not that of UTF-16.</summary>
    public static int Compare(string left, string right)
    {
        using var a = left.EnumerateRunes().GetEnumerator();
        using var b = right.EnumerateRunes().GetEnumerator();
        while (true)
        {
            var (more, other) = (a.MoveNext(), b.MoveNext());
            if (!more || !other)
                return more.CompareTo(other);
            var order = a.Current.CompareTo(b.Current);
            if (order != 0)
                return order;
        }
    }

    public static long Length(string text)
    {
        var pairs = 0;
        foreach (var c in text)
            pairs += char.IsLowSurrogate(c) ? 1 : 0;
        return text.Length - pairs;
    }

    public static Rune[] Runes(string text) => [.. text.EnumerateRunes()];

    public static string Text(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder(runes.Length);
        foreach (var rune in runes)
            text.Append(rune);
        return text.ToString();
    }
}
