namespace October.LocalCluster.Cel.Values.Kubernetes;

/// <summary>A named format of texts.</summary>
internal sealed record CelFormat(string Name);
