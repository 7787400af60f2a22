using System.Collections.Concurrent;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>The ids of revoked tasks, and the revoked stamps, that this worker knows of: the latest few thousand.</summary>
internal sealed class RevokedIds
{
    private const int Limit = 10_000;

    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    // Asked for each task. That a concurrent dictionary is empty is not known without all of its locks.
    private volatile bool _any;

    public bool Contains(string id) => _any && _ids.ContainsKey(id);

    /// <summary>The task is revoked, by its id or by a stamp.</summary>
    public bool Contains(TaskMessage task) =>
        _any && (_ids.ContainsKey(task.Id) || (task.Stamps.Count > 0 && task.Stamps.Any(stamp => _ids.ContainsKey(RedisKeys.RevokedStamp(stamp)))));

    public void Add(string id)
    {
        if (!_ids.TryAdd(id, 0))
            return;
        _any = true;
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
