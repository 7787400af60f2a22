using System.Text.Json.Nodes;
using October.LocalCluster.Nodes.Containers;

namespace October.LocalCluster.Nodes.Pods;

/// <summary>Everything a pod's status is made from.</summary>
internal sealed record PodSnapshot(
    JsonObject Pod, string HostAddress, string? PodAddress, DateTimeOffset StartTime, IReadOnlyList<ContainerRecord> Init, IReadOnlyList<ContainerRecord> Containers);
