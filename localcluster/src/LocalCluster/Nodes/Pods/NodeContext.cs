using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using October.LocalCluster.Client;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Nodes.Containers;

namespace October.LocalCluster.Nodes.Pods;

/// <summary>What the parts of a node share.</summary>
internal sealed record NodeContext(
    string NodeName, string HostAddress, IClusterClient Client, IContainerRuntime Runtime, EventRecorder Events, TimeProvider Time, ILogger Logger)
{
    public DateTimeOffset Now => Time.GetUtcNow();

    public void Record(JsonObject pod, string type, string reason, string message, string? container = null) =>
        Events.Record(pod, "kubelet", type, reason, message, container is null ? null : $"spec.containers{{{container}}}", NodeName);
}
