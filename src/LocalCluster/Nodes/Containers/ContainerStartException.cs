namespace October.LocalCluster.Nodes.Containers;

/// <summary>The program of a container cannot be started.</summary>
internal sealed class ContainerStartException(string message, Exception? inner = null) : Exception(message, inner);
