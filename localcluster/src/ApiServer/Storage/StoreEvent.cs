using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>One committed change. For a deletion <see cref="Current"/> is the last state with the revision of the deletion.</summary>
internal sealed record StoreEvent(StoreEventType Type, ObjectKey Key, StoredObject Current, StoredObject? Previous)
{
    public long Revision => Current.Revision;

    /// <summary>The state as all watches send it: written to bytes once, and kept for as long as the change can be watched.</summary>
    public SharedJson Shared { get; } = new(Current.Value);
}
