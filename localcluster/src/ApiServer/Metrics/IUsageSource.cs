namespace October.LocalCluster.ApiServer.Metrics;

/// <summary>Where usage is read from: the node.</summary>
internal interface IUsageSource
{
    /// <summary>Every pod that has running containers, now.</summary>
    IReadOnlyList<PodSample> Measure();
}
