using System.Collections.Concurrent;
using October.Tasks.Control;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>The ids of revoked tasks, and the revoked stamps, that this worker knows of: as many as Redis remembers.</summary>
internal sealed class RevokedIds
{
    private const int Limit = Revocation.Limit;

    /// <summary>Each with whether it is known that Redis remembers it, too.</summary>
    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    // Asked for each task. That a concurrent dictionary is empty is not known without all of its locks.
    private volatile bool _any;

    /// <summary>The id is revoked.</summary>
    public bool Contains(string id) => _any && _ids.ContainsKey(RedisKeys.RevokedId(id));

    /// <summary>Redis remembers the id or stamp, as the revoked set has it.</summary>
    public bool IsRecorded(string member) => _any && _ids.TryGetValue(member, out var isRecorded) && isRecorded;

    /// <summary>The task is revoked, by its id or by a stamp.</summary>
    public bool Contains(TaskMessage task) =>
        _any && (Contains(task.Id) || (task.Stamps.Count > 0 && task.Stamps.Any(stamp => _ids.ContainsKey(RedisKeys.RevokedStamp(stamp)))));

    /// <summary>An id or stamp is revoked.</summary>
    /// <param name="member">As the revoked set in Redis has it.</param>
    /// <param name="isRecorded">False when Redis may not have it yet.</param>
    public void Add(string member, bool isRecorded = true)
    {
        if (!_ids.TryAdd(member, isRecorded))
        {
            if (isRecorded)
                _ids.TryUpdate(member, true, false);
            return;
        }

        _any = true;
        _order.Enqueue(member);
        if (_order.Count > Limit && _order.TryDequeue(out var oldest))
            _ids.TryRemove(oldest, out _);
    }

    /// <summary>Ids or stamps are revoked.</summary>
    public void Add(IEnumerable<string> members)
    {
        foreach (var member in members)
            Add(member);
    }
}
