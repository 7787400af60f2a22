using System.Collections;

namespace October.LocalCluster.Cel.Values;

/// <summary>A list that an expression made.</summary>
internal sealed class CelList(IReadOnlyList<object?> items, ListSemantics? semantics = null) : ICelList
{
    public ListSemantics Semantics { get; } = semantics ?? ListSemantics.Atomic;

    public int Count => items.Count;

    public object? this[int index] => items[index];

    public IEnumerator<object?> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
