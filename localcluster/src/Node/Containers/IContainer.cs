using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Streaming;

namespace October.LocalCluster.Node.Containers;

/// <summary>A container that was started.</summary>
internal interface IContainer
{
    string Id { get; }

    /// <summary>Completes when the container has ended, however it did.</summary>
    Task<ContainerExit> Exit { get; }

    /// <summary>Runs a probe's action (<c>httpGet</c>, <c>tcpSocket</c>, <c>exec</c>) or a lifecycle handler once.</summary>
    Task<ProbeResult> ProbeAsync(JsonObject action, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Runs a command beside it to its end, and returns the exit code; it ends with the container.</summary>
    /// <exception cref="ContainerStartException">There is no such program.</exception>
    Task<int> ExecAsync(IReadOnlyList<string> command, ProcessStreams streams, CancellationToken cancellationToken);

    /// <summary>Copies what comes in to its standard input, where the pod keeps that open (<c>stdin: true</c>).</summary>
    Task FeedAsync(Stream input, CancellationToken cancellationToken);

    /// <summary>Holds it to other limits from now on; false when it does not fit into them.</summary>
    bool TryLimit(JsonObject resources) => true;

    /// <summary>Asks it to end (SIGTERM).</summary>
    void Terminate();

    /// <summary>Ends it, and everything it started (SIGKILL).</summary>
    void Kill();
}
