using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>The store in memory: one lock, immutable maps, so that readers never wait for writers for long.</summary>
internal sealed class MemoryStore : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceHistory> _resources = new(StringComparer.Ordinal);
    private readonly int _historyLength;
    private readonly IObjectJournal? _journal;
    private long _revision;
    private long _floor;
    private long _persisted;

    /// <param name="firstRevision">Where revisions start. Not near zero: clients treat "0" and "1" specially.</param>
    /// <param name="historyLength">How many changes of each resource can be watched from the past.</param>
    public MemoryStore(long firstRevision = 1000, int historyLength = 4096) =>
        (_revision, _floor, _persisted, _historyLength) = (firstRevision, firstRevision, firstRevision, historyLength);

    /// <summary>A store that goes on from objects and a revision, and whose changes are kept. The history before is forgotten.</summary>
    public MemoryStore(StoredContents contents, IObjectJournal journal, int historyLength = 4096)
        : this(contents.Revision, historyLength)
    {
        _journal = journal;
        journal.Subscribe(Show);
        foreach (var objects in contents.Objects.GroupBy(found => found.Resource, StringComparer.Ordinal))
            _resources[objects.Key] = new ResourceHistory(historyLength, _floor, objects.Select(found => KeyValuePair.Create(found.Key, found.Stored)));
    }

    public long Revision
    {
        get
        {
            lock (_gate)
                return _revision;
        }
    }

    public StoredObject? Get(string resource, ObjectKey key)
    {
        lock (_gate)
            return History(resource).Objects.GetValueOrDefault(key);
    }

    public StoreSnapshot List(string resource)
    {
        lock (_gate)
            return new StoreSnapshot(_revision, History(resource).Objects);
    }

    public StoreSnapshot? ListAt(string resource, long revision)
    {
        lock (_gate)
            return History(resource).ObjectsAt(revision) is { } objects ? new StoreSnapshot(revision, objects) : null;
    }

    public StoredObject? Commit(string resource, ObjectKey key, long expected, JsonObject? value)
    {
        TaskCompletionSource? signal = null;
        StoredObject committed;
        lock (_gate)
        {
            var history = History(resource);
            var previous = history.Objects.GetValueOrDefault(key);
            if ((previous?.Revision ?? 0) != expected)
                return null;
            if (value is null && previous is null)
                return null;
            _journal?.CheckWritable();
            var revision = _revision + 1;
            var stored = value ?? previous!.Value.Clone();
            stored.Metadata()["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
            committed = new StoredObject(stored, revision);
            var type = value is null ? StoreEventType.Deleted : previous is null ? StoreEventType.Added : StoreEventType.Modified;
            _revision = revision;
            var change = new StoreEvent(type, key, committed, previous);
            history.Append(change);
            if (_journal is null)
                (_persisted, signal) = (revision, history.Raise());
            else
                _journal.Append(resource, change);
        }

        signal?.SetResult();
        return committed;
    }

    public EventBatch? Read(string resource, long after)
    {
        lock (_gate)
        {
            var history = History(resource);
            return history.After(after, _persisted) is { } events ? new EventBatch(events, _persisted, history.Changed) : null;
        }
    }

    public Task PersistedAsync(long revision) => _journal?.WrittenAsync(revision) ?? Task.CompletedTask;

    public void Compact()
    {
        lock (_gate)
        {
            _floor = _revision;
            foreach (var history in _resources.Values)
                history.Forget(_revision);
        }
    }

    /// <summary>Whoever waits for a change is woken once, when it has been written, and not before.</summary>
    private void Show(long revision)
    {
        List<TaskCompletionSource> signals;
        lock (_gate)
        {
            signals = [.. from history in _resources.Values where history.Newest > _persisted select history.Raise()];
            _persisted = revision;
        }

        foreach (var signal in signals)
            signal.SetResult();
    }

    private ResourceHistory History(string resource)
    {
        if (!_resources.TryGetValue(resource, out var history))
            _resources[resource] = history = new ResourceHistory(_historyLength, _floor, []);
        return history;
    }
}
