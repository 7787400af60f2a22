using k8s;
using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>
/// Leaves of a pod what decisions read: who it is, and how it does. What it was made from is most of its size, and is in its Deployment.
/// </summary>
internal static class PodTransform
{
    /// <summary>Drops the rest.</summary>
    public static void Keep(IKubernetesObject<V1ObjectMeta> entity)
    {
        var pod = (V1Pod)entity;
        MetadataTransform.Keep(pod.Metadata);
        pod.Spec = null;
        if (pod.Status is { } status)
            (status.HostIPs, status.PodIPs, status.Resize) = (null, null, null);
    }
}
