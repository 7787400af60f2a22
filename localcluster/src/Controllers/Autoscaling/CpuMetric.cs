using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Metrics;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Controllers.Autoscaling;

/// <summary>What an autoscaler says of CPU: how much of what is requested, by whole pods or by one container of each.</summary>
/// <param name="Container">The container; null for whole pods.</param>
/// <param name="Target">Utilization to aim at in percent; null where it is said otherwise.</param>
internal sealed record CpuMetric(string? Container, long? Target)
{
    /// <summary>The first one of an autoscaler; null for none.</summary>
    public static CpuMetric? Of(JsonObject autoscaler)
    {
        foreach (var metric in autoscaler.ArrayAt("spec", "metrics").Objects())
        {
            var (source, isOfContainer) = metric.StringAt("type") switch
            {
                "Resource" => (metric.ObjectAt("resource"), false),
                "ContainerResource" => (metric.ObjectAt("containerResource"), true),
                _ => (null, false),
            };
            if (source.StringAt("name") == "cpu")
                return new CpuMetric(isOfContainer ? source.StringAt("container") ?? "" : null, source.LongAt("target", "averageUtilization"));
        }

        return null;
    }

    /// <summary>What is said of it as the reason for a new size.</summary>
    public string Words => $"cpu {(Container is null ? "" : "container ")}resource utilization (percentage of request)";

    /// <summary>Reason of the condition where it cannot be computed.</summary>
    public string FailureReason => Container is null ? "FailedGetResourceMetric" : "FailedGetContainerResourceMetric";

    /// <summary>In an autoscaler's status.</summary>
    public JsonObject ToStatus(JsonObject current)
    {
        var source = new JsonObject { ["name"] = "cpu", ["current"] = current };
        if (Container is not null)
            source["container"] = Container;
        return Container is null
            ? new JsonObject { ["type"] = "Resource", ["resource"] = source }
            : new JsonObject { ["type"] = "ContainerResource", ["containerResource"] = source };
    }

    /// <summary>What a pod uses of what it requests; null while it is not known what the container uses.</summary>
    public PodUsage? Usage(JsonObject pod, PodRate rate)
    {
        if (Container is null)
            return new PodUsage(rate.Cores, Requested(pod));
        return rate.Containers.TryGetValue(Container, out var used) ? new PodUsage(used.Cores, Requested(pod)) : null;
    }

    /// <summary>
    /// The container of a pod that keeps its utilization from being computed, as it requests nothing; null for none. One is enough, also of whole pods
    /// (kubernetes/pkg/controller/podautoscaler, <c>calculatePodRequests</c>).
    /// </summary>
    public string? Unrequested(JsonObject pod) => Containers(pod).FirstOrDefault(static container => Request(container) is null).StringAt("name");

    private decimal Requested(JsonObject pod) => Containers(pod).Sum(static container => Request(container) ?? 0);

    private IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.ArrayAt("spec", "containers").Objects()
            .Concat(pod.ArrayAt("spec", "initContainers").Objects().Where(static container => container.StringAt("restartPolicy") == "Always"))
            .Where(container => Container is null || container.StringAt("name") == Container);

    private static decimal? Request(JsonObject container) =>
        Quantity.Amount((container.At("resources", "requests", "cpu") ?? container.At("resources", "limits", "cpu"))?.ToString());
}
