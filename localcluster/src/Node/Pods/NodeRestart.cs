using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Pods;

/// <summary>The start of a node in a cluster that there was before: its pods are still in the API server, and none of their processes is left.</summary>
internal static class NodeRestart
{
    /// <summary>Has the status of each pod say so; the kubelet then starts those that are to run again.</summary>
    public static async Task InterruptPodsAsync(IClusterClient client, string hostAddress, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var pod in (await client.ListAsync(ResourceTypes.Pods, cancellationToken: cancellationToken)).Items)
        {
            if (pod.IsFinished() || pod.IsTerminating() || pod.StringAt("spec", "nodeName") is not { Length: > 0 })
                continue;
            if (Write.Status(ResourceTypes.Pods, pod, PodResumption.Interrupt(pod, hostAddress, now)) is { } write)
                await client.PatchAsync(ResourceTypes.Pods, pod.Namespace(), pod.Name(), write.Body, "status", cancellationToken);
        }
    }
}
