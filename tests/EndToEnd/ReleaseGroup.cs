namespace October.EndToEnd;

/// <summary>
/// Tests that release, break and mend the app of one cluster, in turn. Groups run side by side, each with a cluster of its own: most of their time is spent
/// waiting.
/// </summary>
[CollectionDefinition(nameof(ReleaseGroup))]
public sealed class ReleaseGroup : ICollectionFixture<LocalOctober>;
