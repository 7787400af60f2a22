namespace October.LocalCluster.Cel.Values;

/// <summary>Order of values that have one.</summary>
internal static class CelOrder
{
    /// <exception cref="CelException">The two have no order.</exception>
    public static int Compare(object? left, object? right)
    {
        if (TryCompareNumbers(left, right, out var order))
            return order ?? throw new CelException("NaN values cannot be ordered");
        return (left, right) switch
        {
            (bool a, bool b) => a.CompareTo(b),
            (string a, string b) => Utf8.Compare(a, b),
            (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
            (CelDuration a, CelDuration b) => a.CompareTo(b),
            (CelTimestamp a, CelTimestamp b) => a.CompareTo(b),
            _ => throw CelException.NoSuchOverload(),
        };
    }

    /// <summary>True for two numbers; the order is null when one of them is NaN.</summary>
    public static bool TryCompareNumbers(object? left, object? right, out int? order)
    {
        order = (left, right) switch
        {
            (long a, long b) => a.CompareTo(b),
            (ulong a, ulong b) => a.CompareTo(b),
            (double a, double b) => Doubles(a, b),
            (long a, ulong b) => a < 0 ? -1 : ((ulong)a).CompareTo(b),
            (ulong a, long b) => b < 0 ? 1 : a.CompareTo((ulong)b),
            (double a, long b) => Mixed(a, b),
            (double a, ulong b) => Mixed(a, b),
            (long a, double b) => -Mixed(b, a),
            (ulong a, double b) => -Mixed(b, a),
            _ => null,
        };
        return left is long or ulong or double && right is long or ulong or double;
    }

    private static int? Doubles(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? null : a.CompareTo(b);

    /// <summary>Exact: a double cannot hold every whole number.</summary>
    private static int? Mixed(double a, Int128 b)
    {
        if (double.IsNaN(a))
            return null;
        if (Math.Abs(a) > 1e20)
            return a > 0 ? 1 : -1;
        var whole = ((Int128)Math.Floor(a)).CompareTo(b);
        return whole == 0 && a > Math.Floor(a) ? 1 : whole;
    }
}
