namespace October.LocalCluster.ApiServer.Streaming;

/// <summary>What the API server needs from the node that runs a pod, behind the pod's subresources.</summary>
public interface IKubelet
{
    /// <summary>
    /// Writes a container's log to <paramref name="output"/>, following it on request, until the end or cancellation.
    /// </summary>
    /// <exception cref="InvalidOperationException">The container has no log yet; the message is for the user.</exception>
    Task WriteLogAsync(PodRef pod, string container, LogOptions options, Stream output, CancellationToken cancellationToken);

    /// <summary>Runs a command in a container to its end and returns its exit code.</summary>
    /// <exception cref="InvalidOperationException">The container does not run, or has no such program; the message is for the user.</exception>
    Task<int> ExecAsync(PodRef pod, string container, IReadOnlyList<string> command, ProcessStreams streams, CancellationToken cancellationToken);

    /// <summary>Connects to a running container: its output from now on, and its input where the pod keeps that open; until it ends.</summary>
    /// <exception cref="InvalidOperationException">The container does not run; the message is for the user.</exception>
    Task AttachAsync(PodRef pod, string container, ProcessStreams streams, CancellationToken cancellationToken);

    /// <summary>Opens a connection to a port of the pod.</summary>
    /// <exception cref="IOException">Nothing listens there; the message is for the user.</exception>
    Task<Stream> ConnectAsync(PodRef pod, int port, CancellationToken cancellationToken);
}
