using k8s.Models;

namespace October.Cli.Apps;

/// <summary>What is worth knowing of a pod in one line. Pure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Component">api, worker or redis; null where it has no such label.</param>
/// <param name="State">Its phase, or why it is not what the phase says: the reason of a waiting container, or Terminating.</param>
/// <param name="Ready">It receives traffic, where it is behind a Service.</param>
/// <param name="Preview">It belongs to a revision that has not been verified.</param>
/// <param name="Restarts">Restarts of all its containers.</param>
internal sealed record PodState(string Name, string? Component, string State, bool Ready, bool Preview, int Restarts)
{
    public static PodState Of(V1Pod pod)
    {
        var containers = pod.Status?.ContainerStatuses ?? [];
        var waiting = containers.Select(container => container.State?.Waiting?.Reason).FirstOrDefault(reason => reason is not null);
        return new PodState(
            pod.Metadata.Name,
            Label(pod, "app.kubernetes.io/component"),
            pod.Metadata.DeletionTimestamp is not null ? "Terminating" : waiting ?? pod.Status?.Phase ?? "Unknown",
            pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true,
            Label(pod, "october.dev/track") == "preview",
            containers.Sum(container => container.RestartCount));
    }

    private static string? Label(V1Pod pod, string key) => pod.Metadata.Labels?.TryGetValue(key, out var value) == true ? value : null;
}
