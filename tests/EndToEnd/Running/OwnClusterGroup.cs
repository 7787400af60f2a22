namespace October.EndToEnd.Running;

/// <summary>Tests that start and stop a cluster of their own, sequentially.</summary>
[CollectionDefinition(nameof(OwnClusterGroup))]
public sealed class OwnClusterGroup;
