namespace October.Delivery.Packages;

/// <summary>Tests of packages that are packed once.</summary>
[CollectionDefinition(nameof(PackageGroup))]
public sealed class PackageGroup : ICollectionFixture<PackageFeed>;
