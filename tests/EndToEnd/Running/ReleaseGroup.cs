namespace October.EndToEnd.Running;

/// <summary>
/// Tests that release, break and repair the app of one cluster, sequentially. Groups run in parallel, each with a cluster of its own, as they mostly wait.
/// </summary>
[CollectionDefinition(nameof(ReleaseGroup))]
public sealed class ReleaseGroup : ICollectionFixture<OctoberCluster>;
