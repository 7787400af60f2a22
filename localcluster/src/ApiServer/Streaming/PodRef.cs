namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>A pod by namespace and name.</summary>
public sealed record PodRef(string Namespace, string Name);
