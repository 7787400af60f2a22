namespace October.EndToEnd;

/// <summary>Tests that start and stop a cluster themselves, in turn.</summary>
[CollectionDefinition(nameof(OwnClusterGroup))]
public sealed class OwnClusterGroup;
