using System.Text.Json.Nodes;

namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>Everything a decision about a HorizontalPodAutoscaler is made from.</summary>
/// <param name="Autoscaler">The HPA.</param>
/// <param name="Target">The Deployment or ReplicaSet it scales; null when there is none.</param>
/// <param name="CpuOfPods">CPU use of its ready pods, those that are past their start.</param>
/// <param name="Recommendations">What was found right during the stabilization window of scaling down, this time included.</param>
internal sealed record AutoscalerObserved(
    JsonObject Autoscaler, JsonObject? Target, IReadOnlyList<PodUsage> CpuOfPods, IReadOnlyList<long> Recommendations)
{
    /// <summary>Why the use of CPU cannot be computed; null where nothing but samples is missing.</summary>
    public string? Problem { get; init; }
}
