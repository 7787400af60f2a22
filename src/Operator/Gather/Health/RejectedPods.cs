using k8s.Models;
using October.Operator.Messages;

namespace October.Operator.Gather.Health;

/// <summary>
/// Pods that a kubelet refuses to start, or evicts for what they use: they have ended for good and others are made in their place, which end in the same way.
/// </summary>
internal static class RejectedPods
{
    private const int MessageLimit = 500;

    /// <summary>What the kubelet says of the newest of them; null for none. Those that had to go for the cluster's sake say nothing of the revision.</summary>
    public static string? Latest(IEnumerable<V1Pod> pods) =>
        pods.Where(static pod => pod.Status is { Phase: "Failed", Reason: { Length: > 0 } } && !IsDisrupted(pod))
            .MaxBy(static pod => pod.Metadata.CreationTimestamp) is { } pod
            ? $"pod {pod.Metadata.Name} has ended ({pod.Status.Reason}): {Bounded.Text(pod.Status.Message ?? "no message", MessageLimit)}"
            : null;

    private static bool IsDisrupted(V1Pod pod) =>
        pod.Status.Conditions?.Any(static condition => condition is { Type: "DisruptionTarget", Status: "True" }) == true;
}
