using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>What the parts of a node share.</summary>
internal sealed record NodeContext(
    string NodeName, string HostAddress, IClusterClient Client, IContainerRuntime Runtime, EventRecorder Events, TimeProvider Time, ILogger Logger)
{
    /// <summary>A pod that ends leaves the endpoints before its containers are ended, whatever hooks it has.</summary>
    public bool WaitsForEndpoints { get; init; } = true;

    /// <summary>There are logs of the run before the current one.</summary>
    public bool KeepsPreviousLogs { get; init; } = true;

    public DateTimeOffset Now => Time.GetUtcNow();

    public void Record(JsonObject pod, string type, string reason, string message, string? container = null) =>
        Events.Record(pod, "kubelet", type, reason, message, container is null ? null : $"spec.containers{{{container}}}", NodeName);
}
