namespace October.Abuse;

/// <summary>Tests of one cluster, sequentially.</summary>
[CollectionDefinition(nameof(DirectGroup))]
public sealed class DirectGroup : ICollectionFixture<WithDirectProbes>;
