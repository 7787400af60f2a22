using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Sqlite;

/// <summary>Changes that are written together. Of several changes of an object the last one counts.</summary>
internal sealed class Batch
{
    private readonly Dictionary<(string Resource, ObjectKey Key), StoreEvent> _changes = [];

    public IReadOnlyDictionary<(string Resource, ObjectKey Key), StoreEvent> Changes => _changes;

    /// <summary>The revision that they lead to.</summary>
    public long Revision { get; private set; }

    /// <summary>Completes when they have been written, or could not be.</summary>
    public TaskCompletionSource Done { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(string resource, StoreEvent change)
    {
        _changes[(resource, change.Key)] = change;
        Revision = change.Revision;
    }

    /// <summary>Those who wait for it hear of the problem; who waits from now on waits for the next attempt.</summary>
    public void Fail(IOException problem)
    {
        var waiting = Done;
        Done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.SetException(problem);
        // Perhaps nobody waits.
        _ = waiting.Task.Exception;
    }
}
