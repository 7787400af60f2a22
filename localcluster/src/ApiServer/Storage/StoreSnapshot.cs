using System.Collections.Immutable;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>All objects of one resource at one revision.</summary>
internal sealed record StoreSnapshot(long Revision, ImmutableSortedDictionary<ObjectKey, StoredObject> Objects);
