namespace October.EndToEnd.Running;

/// <summary>Tests of commands, sequentially, on one cluster.</summary>
[CollectionDefinition(nameof(CommandGroup))]
public sealed class CommandGroup : ICollectionFixture<OctoberCluster>;
