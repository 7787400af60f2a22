using k8s.Models;

namespace October.Operator.Gather.Sources;

/// <summary>Reads what the kubelet got from a pod's own probes: it says so in events only (reason Unhealthy).</summary>
internal sealed class ProbeRefusals(PodEvents events)
{
    private const int MessageLimit = 200;

    /// <summary>The latest of them, for example <c>Readiness probe failed: HTTP probe failed with statuscode: 503</c>; null for none.</summary>
    public async Task<string?> LatestAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var (message, problem) = await events.MessageAsync(pod, "Unhealthy", static all => all.LastOrDefault(), MessageLimit, cancellationToken);
        return problem is null ? message : $"what its probes got cannot be read: {problem}";
    }
}
