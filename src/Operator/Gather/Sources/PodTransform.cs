using k8s;
using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Leaves of a pod what decisions read: who it is, how it does, and which of its init containers are sidecars. What else it was made from is most of its
/// size, and is in its Deployment.
/// </summary>
internal static class PodTransform
{
    /// <summary>Drops the rest.</summary>
    public static void Keep(IKubernetesObject<V1ObjectMeta> entity)
    {
        var pod = (V1Pod)entity;
        MetadataTransform.Keep(pod.Metadata);
        pod.Spec = Sidecars(pod.Spec);
        if (pod.Status is { } status)
            (status.HostIPs, status.PodIPs, status.Resize) = (null, null, null);
    }

    /// <summary>Their statuses do not tell them from the others.</summary>
    private static V1PodSpec? Sidecars(V1PodSpec? spec)
    {
        var sidecars = (spec?.InitContainers ?? [])
            .Where(static container => container.RestartPolicy == "Always")
            .Select(static container => new V1Container { Name = container.Name, RestartPolicy = container.RestartPolicy })
            .ToList();
        return sidecars.Count == 0 ? null : new V1PodSpec { InitContainers = sidecars };
    }
}
