namespace October.LocalCluster.Cel.Values;

/// <summary>Equality of values: numbers by value across their types, lists as their schema says, and false for different kinds.</summary>
internal static class CelEquality
{
    public static IEqualityComparer<object> Comparer { get; } = EqualityComparer<object>.Create(static (a, b) => AreEqual(a, b), Hash);

    public static bool AreEqual(object? left, object? right)
    {
        if (CelOrder.TryCompareNumbers(left, right, out var order))
            return order == 0;
        return (left, right) switch
        {
            (null, null) => true,
            (bool a, bool b) => a == b,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (ICelList a, ICelList b) => Lists(a, b),
            (ICelMap a, ICelMap b) => Maps(a, b),
            (CelOptional a, CelOptional b) => a.HasValue == b.HasValue && (!a.HasValue || AreEqual(a.Value, b.Value)),
            (double, double) => false,
            _ => Equals(left, right),
        };
    }

    private static bool Lists(ICelList left, ICelList right)
    {
        if (left.Count != right.Count)
            return false;
        var semantics = left.Semantics.Kind != "atomic" ? left.Semantics : right.Semantics;
        return semantics.Kind switch
        {
            "set" => left.All(item => right.Any(other => AreEqual(item, other))),
            "map" => left.All(item => right.Any(other => SameKeys(item, other, semantics.Keys) && AreEqual(item, other))),
            _ => left.Zip(right).All(static pair => AreEqual(pair.First, pair.Second)),
        };
    }

    public static bool SameKeys(object? left, object? right, IReadOnlyList<string> keys) =>
        left is ICelMap a && right is ICelMap b && keys.All(key =>
            a.TryGet(key, out var x) == b.TryGet(key, out var y) && AreEqual(x, y));

    private static bool Maps(ICelMap left, ICelMap right) =>
        left.Count == right.Count && left.Keys.All(key => left.TryGet(key, out var a) && right.TryGet(key, out var b) && AreEqual(a, b));

    private static int Hash(object value) => value switch
    {
        long or ulong => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture).GetHashCode(),
        byte[] bytes => bytes.Length,
        ICelList list => list.Count,
        ICelMap map => map.Count,
        _ => value.GetHashCode(),
    };
}
