namespace October.Cli.Dashboard;

/// <summary>Tests of one dashboard, one after the other.</summary>
[CollectionDefinition(nameof(DashboardGroup))]
public sealed class DashboardGroup : ICollectionFixture<DashboardFixture>;
