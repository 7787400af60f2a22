namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>One ready pod's use of a resource and what it requests, in the resource's base unit.</summary>
internal sealed record PodUsage(decimal Used, decimal Requested);
