using System.Text.Json.Nodes;

namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>The number of replicas by the CPU metric: ceil(current * use / target), unless that is within a tenth of the present.</summary>
internal static class Recommendation
{
    private const decimal Tolerance = 0.1m;

    /// <summary>Present utilization in percent; null when there are no metrics of a pod.</summary>
    public static long? UtilizationOf(IReadOnlyList<PodUsage> pods) =>
        pods.Sum(p => p.Requested) is var requested and > 0 ? (long)Math.Round(pods.Sum(p => p.Used) / requested * 100) : null;

    public static long? Of(JsonObject autoscaler, long current, IReadOnlyList<PodUsage> pods)
    {
        if (CpuMetric.Of(autoscaler)?.Target is not { } target || target <= 0 || UtilizationOf(pods) is not { } utilization)
            return null;
        var ratio = (decimal)utilization / target;
        return Math.Abs(ratio - 1) <= Tolerance ? current : (long)Math.Ceiling(ratio * pods.Count);
    }
}
