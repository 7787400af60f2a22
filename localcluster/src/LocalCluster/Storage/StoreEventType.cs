namespace October.LocalCluster.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}
