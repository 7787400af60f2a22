namespace October.Operator;

/// <summary>
/// Tests that compute for long on all cores. They run after the others: a simulation's clock goes on only when the whole process has nothing to do.
/// </summary>
[CollectionDefinition(nameof(Properties), DisableParallelization = true)]
public sealed class Properties;
