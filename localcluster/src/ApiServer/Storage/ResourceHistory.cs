using System.Collections.Immutable;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>One resource: its current objects and a bounded log of recent changes. Guarded by the store's lock.</summary>
/// <param name="capacity">The log keeps at least this many changes, at most twice as many.</param>
/// <param name="floor">The revision at which this history begins.</param>
/// <param name="initial">What there was then.</param>
internal sealed class ResourceHistory(int capacity, long floor, IEnumerable<KeyValuePair<ObjectKey, StoredObject>> initial)
{
    private readonly List<StoreEvent> _log = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Changes after this revision are all in the log.</summary>
    public long Floor { get; private set; } = floor;

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Objects { get; private set; } = initial.ToImmutableSortedDictionary();

    public Task Changed => _changed.Task;

    /// <summary>The revision of the newest change.</summary>
    public long Newest => _log.Count == 0 ? Floor : _log[^1].Revision;

    public void Append(StoreEvent change)
    {
        Objects = change.Type == StoreEventType.Deleted ? Objects.Remove(change.Key) : Objects.SetItem(change.Key, change.Current);
        _log.Add(change);
        if (_log.Count >= 2 * capacity)
        {
            Floor = _log[capacity - 1].Revision;
            _log.RemoveRange(0, capacity);
        }
    }

    /// <summary>Whoever waits for a change is to look again: returns the signal to raise once the lock is released.</summary>
    public TaskCompletionSource Raise()
    {
        var raised = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return raised;
    }

    /// <summary>The changes after a revision, up to another; null when the log no longer reaches back to it.</summary>
    public List<StoreEvent>? After(long revision, long upTo = long.MaxValue)
    {
        if (revision < Floor)
            return null;
        var end = _log.Count;
        while (end > 0 && _log[end - 1].Revision > upTo)
            end--;
        var first = end;
        while (first > 0 && _log[first - 1].Revision > revision)
            first--;
        return _log.GetRange(first, end - first);
    }

    /// <summary>Undoes the newer changes; cheap because clients read the near past (the next page of a list).</summary>
    public ImmutableSortedDictionary<ObjectKey, StoredObject>? ObjectsAt(long revision)
    {
        if (After(revision) is not { } newer)
            return null;
        var objects = Objects.ToBuilder();
        for (var i = newer.Count - 1; i >= 0; i--)
        {
            if (newer[i].Previous is { } previous)
                objects[newer[i].Key] = previous;
            else
                objects.Remove(newer[i].Key);
        }

        return objects.ToImmutable();
    }

    public void Forget(long revision)
    {
        _log.Clear();
        Floor = revision;
    }
}
