namespace October.LocalCluster.ApiServer.Storage;

/// <summary>What a journal holds.</summary>
/// <param name="Revision">The revision of the newest change.</param>
/// <param name="Objects">All objects.</param>
internal sealed record StoredContents(long Revision, IReadOnlyList<JournaledObject> Objects);
