namespace October.LocalCluster.Nodes;

/// <summary>What the API server asks of the node that runs a pod, behind the pod's subresources.</summary>
public interface IKubelet
{
    /// <summary>
    /// Writes a container's log to <paramref name="output"/>, following it when asked, until the end or cancellation.
    /// </summary>
    /// <exception cref="InvalidOperationException">The container has no log yet; the message is for the user.</exception>
    Task WriteLogAsync(PodRef pod, string container, LogOptions options, Stream output, CancellationToken token);
}
