namespace October.LocalCluster.ApiServer.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}
