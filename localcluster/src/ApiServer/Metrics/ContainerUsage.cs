namespace October.LocalCluster.ApiServer.Metrics;

/// <summary>What a container has used.</summary>
/// <param name="Processor">Processor time since it started.</param>
/// <param name="Memory">Resident memory now, in bytes.</param>
internal readonly record struct ContainerUsage(TimeSpan Processor, long Memory);
