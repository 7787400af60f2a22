namespace October.LocalCluster.Nodes.Containers;

/// <summary>How a container ended.</summary>
/// <param name="Code">The exit code; 128 plus the signal's number when a signal ended it.</param>
/// <param name="FinishedAt">When.</param>
internal sealed record ContainerExit(int Code, DateTimeOffset FinishedAt);
