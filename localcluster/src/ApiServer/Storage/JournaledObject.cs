namespace October.LocalCluster.ApiServer.Storage;

/// <summary>An object of a journal, and where it lies.</summary>
internal sealed record JournaledObject(string Resource, ObjectKey Key, StoredObject Stored);
