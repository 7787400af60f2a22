using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>
/// A pod's start costs more than its work and must not bring more pods: in its first minutes a CPU sample counts only when all of it was taken while the
/// pod was ready (kubernetes/pkg/controller/podautoscaler, <c>groupPods</c>).
/// </summary>
internal static class InitializationPeriod
{
    /// <summary>kube-controller-manager's <c>--horizontal-pod-autoscaler-cpu-initialization-period</c>.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <param name="pod">A ready pod.</param>
    /// <param name="at">When the sample was taken.</param>
    /// <param name="window">The time before that which the sample covers.</param>
    /// <param name="now">The present time.</param>
    public static bool IsOver(JsonObject pod, DateTimeOffset at, TimeSpan window, DateTimeOffset now) =>
        ObjectMeta.ParseTime(pod.StringAt("status", "startTime")) is { } started
        && pod.ReadySince() is { } ready
        && (started + Period <= now || at >= ready + window);
}
