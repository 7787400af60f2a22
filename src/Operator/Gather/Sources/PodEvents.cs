using k8s.Models;
using October.Operator.Messages;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

/// <summary>Reads what the kubelet says of a pod in events only.</summary>
internal sealed class PodEvents(IKubeApi api, EvidenceReads reads)
{
    /// <summary>The message of one of the pod's events, in one bounded line; null for none.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="reason">The events' reason; null for all.</param>
    /// <param name="choose">Chooses among them, of which the latest comes last.</param>
    /// <param name="length">Longest line.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The message, or why it cannot be read.</returns>
    public Task<(string? Value, string? Problem)> MessageAsync(
        V1Pod pod, string? reason, Func<IReadOnlyList<Corev1Event>, Corev1Event?> choose, int length, CancellationToken cancellationToken) =>
        reads.ReadAsync(
            pod,
            async ends => choose(await ListAsync(pod, reason, ends))?.Message is { Length: > 0 } message ? Bounded.Text(message, length) : null,
            cancellationToken);

    /// <summary>When it was said last.</summary>
    public static DateTime? At(Corev1Event one) => one.LastTimestamp ?? one.EventTime ?? one.FirstTimestamp;

    private async Task<IReadOnlyList<Corev1Event>> ListAsync(V1Pod pod, string? reason, CancellationToken cancellationToken)
    {
        var selector = $"involvedObject.uid={pod.Metadata.Uid}{(reason is null ? "" : $",reason={reason}")}";
        try
        {
            var events = await api.ListAsync<Corev1Event>(
                new ListOptions { Namespace = pod.Metadata.NamespaceProperty, FieldSelector = selector }, cancellationToken);
            return [.. events.Items.OrderBy(At)];
        }
        catch (KubeApiException)
        {
            // Without the right to list events a failure is explained by counts alone.
            return [];
        }
    }
}
