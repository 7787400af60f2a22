namespace October.LocalCluster.Cel.Functions.Kubernetes;

/// <summary>A named format of texts.</summary>
internal sealed record CelFormat(string Name);
