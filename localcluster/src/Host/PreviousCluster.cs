namespace October.LocalCluster.Host;

/// <summary>The cluster that a data directory had at the start.</summary>
/// <param name="Created">When it was made.</param>
/// <param name="Objects">How many objects it had.</param>
public sealed record PreviousCluster(DateTimeOffset Created, int Objects);
