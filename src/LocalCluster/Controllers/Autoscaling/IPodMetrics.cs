namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>What pods use.</summary>
internal interface IPodMetrics
{
    /// <summary>Processor time the pod has used so far; null when it does not run.</summary>
    TimeSpan? ProcessorTime(string podUid);
}
