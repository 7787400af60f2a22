namespace October.EndToEnd;

/// <summary>Tests of what a user types, in turn, on one cluster.</summary>
[CollectionDefinition(nameof(CommandGroup))]
public sealed class CommandGroup : ICollectionFixture<LocalOctober>;
