namespace October.LocalCluster.Nodes;

/// <summary>A pod by namespace and name.</summary>
public sealed record PodRef(string Namespace, string Name);
