using Prometheus;

namespace October.Runtime.Informers;

/// <summary>Which objects of a kind cannot be read now. Safe from several threads.</summary>
/// <param name="count">How many they are.</param>
internal sealed class UnreadableObjects(Gauge.Child count)
{
    private readonly Lock _gate = new();
    private readonly HashSet<NamespacedName> _names = [];

    public void Add(NamespacedName name)
    {
        lock (_gate)
        {
            if (_names.Add(name))
                count.Inc();
        }
    }

    /// <summary>One was read, or is gone.</summary>
    public void Remove(NamespacedName name)
    {
        lock (_gate)
        {
            if (_names.Remove(name))
                count.Dec();
        }
    }

    /// <summary>Those of a namespace, or of all, are listed anew.</summary>
    public void Clear(string? ns)
    {
        lock (_gate)
            count.Dec(_names.RemoveWhere(name => ns is null || name.Namespace == ns));
    }
}
