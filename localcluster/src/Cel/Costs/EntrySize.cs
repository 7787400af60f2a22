namespace October.LocalCluster.Cel.Costs;

/// <summary>How large the items of a computed list, or the entries of a map, are.</summary>
internal sealed record EntrySize(bool IsList, CostRange Key, CostRange Value)
{
    public static EntrySize? Union(EntrySize? left, EntrySize? right) =>
        left is null || right is null ? null : new EntrySize(left.IsList, left.Key.Union(right.Key), left.Value.Union(right.Value));
}
