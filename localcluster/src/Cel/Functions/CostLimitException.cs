namespace October.LocalCluster.Cel.Functions;

/// <summary>An evaluation was given up. Unlike <see cref="Values.CelException"/> no operator absorbs it.</summary>
internal sealed class CostLimitException() : Exception("operation cancelled: actual cost limit exceeded");
