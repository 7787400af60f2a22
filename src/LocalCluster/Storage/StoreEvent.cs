namespace October.LocalCluster.Storage;

/// <summary>One committed change. For a deletion <see cref="Current"/> is the last state with the revision of the deletion.</summary>
internal sealed record StoreEvent(StoreEventType Type, ObjectKey Key, StoredObject Current, StoredObject? Previous)
{
    public long Revision => Current.Revision;
}
