using System.Collections.Concurrent;

namespace October.Tasks.Consumer.Running;

/// <summary>The ids of revoked tasks that this worker knows of, the latest few thousand.</summary>
internal sealed class RevokedIds
{
    private const int Limit = 10_000;

    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public bool Contains(string id) => !_ids.IsEmpty && _ids.ContainsKey(id);

    public void Add(string id)
    {
        if (!_ids.TryAdd(id, 0))
            return;
        _order.Enqueue(id);
        if (_order.Count > Limit && _order.TryDequeue(out var oldest))
            _ids.TryRemove(oldest, out _);
    }

    public void Add(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            Add(id);
    }
}
