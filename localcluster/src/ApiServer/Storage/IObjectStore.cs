using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>
/// Keeps objects by resource and key under one global, rising revision (etcd's contract, as far as an API server needs it).
/// A <c>resource</c> is <c>group/plural</c>: the versions of a resource share their storage.
/// </summary>
internal interface IObjectStore
{
    /// <summary>The revision of the newest commit.</summary>
    long Revision { get; }

    StoredObject? Get(string resource, ObjectKey key);

    StoreSnapshot List(string resource);

    /// <summary>The objects as they were at an earlier revision, or null when the history no longer reaches back to it.</summary>
    StoreSnapshot? ListAt(string resource, long revision);

    /// <summary>
    /// Writes the value, or deletes the key when it is null, if the key's revision still is <paramref name="expected"/> (0: absent).
    /// Takes ownership of the value and stamps its resourceVersion. Null when somebody else was faster.
    /// </summary>
    /// <exception cref="IOException">The store cannot write at present; nothing has changed.</exception>
    StoredObject? Commit(string resource, ObjectKey key, long expected, JsonObject? value);

    /// <summary>
    /// Changes after a revision, or null when the history no longer reaches back to it. What could still be lost with this process is not among them:
    /// nobody is to see what never was.
    /// </summary>
    EventBatch? Read(string resource, long after);

    /// <summary>Completes when everything up to the revision will outlive this process, as far as this store outlives it at all.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    Task PersistedAsync(long revision);

    /// <summary>Forgets the history up to now, as a compaction does: earlier revisions answer 410 from here on.</summary>
    void Compact();
}
