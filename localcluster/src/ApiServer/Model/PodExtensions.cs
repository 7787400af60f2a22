using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Model;

/// <summary>What controllers read from a Pod (k8s.io/kubernetes/pkg/api/v1/pod).</summary>
internal static class PodExtensions
{
    public static string Phase(this JsonObject pod) => pod.StringAt("status", "phase") ?? "Pending";

    public static bool IsFinished(this JsonObject pod) => pod.Phase() is "Succeeded" or "Failed";

    /// <summary>Neither finished nor being deleted: it counts as a replica.</summary>
    public static bool IsActive(this JsonObject pod) => !pod.IsFinished() && !pod.IsTerminating();

    public static bool IsReady(this JsonObject pod) => pod.IsTrue("Ready");

    /// <summary>When the pod became ready, if it is.</summary>
    public static DateTimeOffset? ReadySince(this JsonObject pod) =>
        pod.IsReady() ? ObjectMeta.ParseTime(pod.Condition("Ready").StringAt("lastTransitionTime")) : null;

    /// <summary>Ready for at least <paramref name="minReadySeconds"/>.</summary>
    public static bool IsAvailable(this JsonObject pod, long minReadySeconds, DateTimeOffset now) =>
        pod.IsReady() && (minReadySeconds == 0 || pod.ReadySince() is not { } since || since.AddSeconds(minReadySeconds) <= now);

    public static long Restarts(this JsonObject pod) => pod.ArrayAt("status", "containerStatuses").Objects().Sum(c => c.LongAt("restartCount") ?? 0);
}
