namespace October.LocalCluster.Cel.Values;

/// <summary>A map that an expression made. Numeric keys are equal when their values are: <c>1</c> finds <c>1u</c>.</summary>
internal sealed class CelMap : ICelMap
{
    private readonly Dictionary<object, object?> _entries = new(CelEquality.Comparer);

    public int Count => _entries.Count;

    public IEnumerable<object?> Keys => _entries.Keys;

    public bool TryAdd(object key, object? value) => _entries.TryAdd(key, value);

    public bool TryGet(object? key, out object? value)
    {
        value = null;
        return key is not null && _entries.TryGetValue(key, out value);
    }

    public bool TrySelect(string field, out object? value) => TryGet(field, out value);
}
