using k8s.Models;
using October.Operator.Messages;
using October.Runtime.Api;

namespace October.Operator.Gather.Sources;

/// <summary>Reads what the kubelet says of a pod in events only.</summary>
internal sealed class PodEvents(IKubeApi api, EvidenceReads reads)
{
    /// <summary>The message of the latest event of that reason, in one bounded line; null for none.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="reason">The events' reason.</param>
    /// <param name="start">How its message starts: one reason may be of several things.</param>
    /// <param name="length">Longest line.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The message, or why it cannot be read.</returns>
    public Task<(string? Value, string? Problem)> LatestAsync(V1Pod pod, string reason, string start, int length, CancellationToken cancellationToken) =>
        reads.ReadAsync(pod, ends => MessageAsync(pod, reason, start, length, ends), cancellationToken);

    private async Task<string?> MessageAsync(V1Pod pod, string reason, string start, int length, CancellationToken cancellationToken)
    {
        try
        {
            var events = await api.ListAsync<Corev1Event>(
                new ListOptions { Namespace = pod.Metadata.NamespaceProperty, FieldSelector = $"involvedObject.uid={pod.Metadata.Uid},reason={reason}" },
                cancellationToken);
            return events.Items
                .Where(one => one.Message?.StartsWith(start, StringComparison.Ordinal) == true)
                .MaxBy(one => one.LastTimestamp ?? one.EventTime ?? one.FirstTimestamp)?.Message is { Length: > 0 } message
                ? Bounded.Text(message, length)
                : null;
        }
        catch (KubeApiException)
        {
            // Without the right to list events a failure is explained by counts alone.
            return null;
        }
    }
}
