using System.Text.Json.Nodes;

namespace October.LocalCluster.Nodes.Containers;

/// <summary>A container that was started.</summary>
internal interface IContainer
{
    string Id { get; }

    /// <summary>Completes when the container has ended, however it did.</summary>
    Task<ContainerExit> Exit { get; }

    /// <summary>Processor time used so far.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Runs a probe's action (<c>httpGet</c>, <c>tcpSocket</c>, <c>exec</c>) or a lifecycle handler once.</summary>
    Task<ProbeResult> ProbeAsync(JsonObject action, TimeSpan timeout, CancellationToken token);

    /// <summary>Asks it to end (SIGTERM).</summary>
    void Terminate();

    /// <summary>Ends it, and everything it started (SIGKILL).</summary>
    void Kill();
}
