using k8s.Models;

namespace October.Operator.Gather.Health;

/// <summary>What image a pod really runs, whatever its tag says elsewhere or later.</summary>
internal static class ImageDigests
{
    /// <summary>
    /// <c>sha256:…</c> of the container's image. Runtimes write <c>imageID</c> as name@digest, some with a scheme before it, some as the digest alone
    /// (kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1, ContainerStatus). Null while the container has not started.
    /// </summary>
    public static string? Of(V1Pod pod, string container)
    {
        var id = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == container)?.ImageID;
        if (id is null)
            return null;
        var digest = id[(id.LastIndexOf('@') + 1)..];
        return digest.StartsWith("sha256:", StringComparison.Ordinal) || digest.StartsWith("sha512:", StringComparison.Ordinal) ? digest : null;
    }
}
