namespace October.LocalCluster.ApiServer.Storage;

/// <summary>What a reader of the history gets.</summary>
/// <param name="Events">Changes after the given revision, oldest first.</param>
/// <param name="Revision">Everything up to it is in <paramref name="Events"/>.</param>
/// <param name="Next">Completes when there is more to read.</param>
internal sealed record EventBatch(IReadOnlyList<StoreEvent> Events, long Revision, Task Next);
