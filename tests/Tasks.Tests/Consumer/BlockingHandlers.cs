namespace October.Tasks.Consumer;

/// <summary>Tests that take every thread of the pool: no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(BlockingHandlers), DisableParallelization = true)]
public sealed class BlockingHandlers;
