using System.Net;
using k8s.Models;
using October.Cli.Cluster;

namespace October.Cli.Diagnosis;

/// <summary>One log of a pod: of a container's present run, or of the run before.</summary>
internal sealed record PodLog(string Namespace, string Pod, string Container, bool Previous)
{
    /// <summary>Its name in the archive.</summary>
    public string File => $"logs/{Pod}/{Container}{(Previous ? ".previous" : "")}.log";

    /// <summary>Every log that a pod may have.</summary>
    public static IEnumerable<PodLog> Of(V1Pod pod) =>
        from container in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? [])
        from previous in new[] { false, true }
        select new PodLog(pod.Metadata.NamespaceProperty, pod.Metadata.Name, container.Name, previous);

    /// <summary>Its last lines; null when there are none.</summary>
    /// <exception cref="ApiException">It cannot be read.</exception>
    public async Task<string?> ReadAsync(ClusterApi api, int lines, CancellationToken cancellationToken)
    {
        try
        {
            var path = $"api/v1/namespaces/{Namespace}/pods/{Pod}/log?container={Container}&tailLines={lines}&previous={(Previous ? "true" : "false")}";
            return await api.TextAsync(path, cancellationToken) is { Length: > 0 } text ? text : null;
        }
        catch (ApiException exception) when (Previous && exception.Status == HttpStatusCode.BadRequest)
        {
            // The answer where a container has not ended yet: most have not.
            return null;
        }
    }
}
