using System.Collections.Concurrent;
using October.Tasks.Control;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Running;

/// <summary>The ids of revoked tasks, and the revoked stamps, that this worker knows of: as many as Redis remembers, and as long.</summary>
internal sealed class RevokedIds(TimeProvider time)
{
    private const int Limit = Revocation.Limit;

    private readonly ConcurrentDictionary<string, Known> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    // Asked for each task. That a concurrent dictionary is empty is not known without all of its locks.
    private volatile bool _any;

    /// <param name="IsRecorded">It is known that Redis remembers it, too.</param>
    /// <param name="Until">The timestamp until which it is revoked.</param>
    private readonly record struct Known(bool IsRecorded, long Until);

    /// <summary>The id is revoked.</summary>
    public bool Contains(string id) => _any && IsRevoked(RedisKeys.RevokedId(id));

    /// <summary>Redis remembers the id or stamp, as the revoked set has it.</summary>
    public bool IsRecorded(string member) => _any && IsRevoked(member) && _ids.TryGetValue(member, out var known) && known.IsRecorded;

    /// <summary>The task is revoked, by its id or by a stamp.</summary>
    public bool Contains(TaskMessage task) =>
        _any && (Contains(task.Id) || (task.Stamps.Count > 0 && task.Stamps.Any(stamp => IsRevoked(RedisKeys.RevokedStamp(stamp)))));

    /// <summary>An id or stamp is revoked.</summary>
    /// <param name="member">As the revoked set in Redis has it.</param>
    /// <param name="isRecorded">False when Redis may not have it yet.</param>
    /// <param name="remaining">For how long still; null for as long as a new one.</param>
    public void Add(string member, bool isRecorded = true, TimeSpan? remaining = null)
    {
        var until = time.GetTimestamp() + (long)((remaining ?? Revocation.Ttl).TotalSeconds * time.TimestampFrequency);
        var isNew = !_ids.ContainsKey(member);
        _ids.AddOrUpdate(member, new Known(isRecorded, until), (_, known) => new Known(isRecorded || known.IsRecorded, until));
        if (!isNew)
            return;
        _any = true;
        _order.Enqueue(member);
        if (_order.Count > Limit && _order.TryDequeue(out var oldest))
            _ids.TryRemove(oldest, out _);
    }

    /// <summary>Looks ids or stamps up in Redis: what it no longer remembers is revoked no more.</summary>
    /// <param name="members">As the revoked set has them.</param>
    /// <param name="lookUp">Those of them that are revoked, and for how long still; null when that cannot be known.</param>
    public async Task RefreshAsync(IReadOnlyList<string> members, Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, TimeSpan>?>> lookUp)
    {
        // Before Redis is asked: what is revoked meanwhile need not be in the answer.
        var recorded = members.Where(IsRecorded).ToList();
        if (await lookUp(members) is not { } revoked)
            return;
        foreach (var member in recorded.Where(member => !revoked.ContainsKey(member)))
            _ids.TryRemove(member, out _);
        foreach (var (member, remaining) in revoked)
            Add(member, remaining: remaining);
    }

    private bool IsRevoked(string member) => _ids.TryGetValue(member, out var known) && known.Until > time.GetTimestamp();
}
