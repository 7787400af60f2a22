namespace October.Runtime.Informers;

/// <summary>Orders resource versions: decimal numbers without leading zeros, so by length, then by digits (KEP-5504).</summary>
internal static class ResourceVersions
{
    /// <summary>Negative when <paramref name="left"/> is older.</summary>
    public static int Compare(string? left, string? right)
    {
        left ??= "";
        right ??= "";
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
    }
}
