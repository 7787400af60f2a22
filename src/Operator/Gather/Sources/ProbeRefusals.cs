using k8s.Models;
using October.Operator.Messages;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

/// <summary>Reads what the kubelet got from a pod's own probes: it says so in events only (reason Unhealthy).</summary>
internal sealed class ProbeRefusals(IKubeApi api, EvidenceReads reads)
{
    /// <summary>The latest of them, for example <c>Readiness probe failed: HTTP probe failed with statuscode: 503</c>; null for none.</summary>
    public async Task<string?> LatestAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var (message, problem) = await reads.ReadAsync(pod, ends => MessageAsync(pod, ends), cancellationToken);
        return problem is null ? message : $"what its probes got cannot be read: {problem}";
    }

    private async Task<string?> MessageAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var events = await api.ListAsync<Corev1Event>(
                new ListOptions { Namespace = pod.Metadata.NamespaceProperty, FieldSelector = $"involvedObject.uid={pod.Metadata.Uid},reason=Unhealthy" },
                cancellationToken);
            return events.Items.MaxBy(one => one.LastTimestamp ?? one.EventTime ?? one.FirstTimestamp)?.Message is { Length: > 0 } message
                ? Bounded.Text(message)
                : null;
        }
        catch (KubeApiException)
        {
            // Without the right to list events a failure is explained by counts alone.
            return null;
        }
    }
}
