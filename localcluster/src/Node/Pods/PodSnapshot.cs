using System.Text.Json.Nodes;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>Everything a pod's status is made from.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="HostAddress">Address of the node.</param>
/// <param name="PodAddress">The pod's own, once it has one.</param>
/// <param name="StartTime">When the node took it up.</param>
/// <param name="Init">Init containers and sidecars.</param>
/// <param name="Containers">Regular containers.</param>
/// <param name="Ephemeral">Containers that were added to look into it.</param>
/// <param name="Ended">Whether all of it has come to rest, if its containers have ended.</param>
internal sealed record PodSnapshot(
    JsonObject Pod,
    string HostAddress,
    string? PodAddress,
    DateTimeOffset StartTime,
    IReadOnlyList<ContainerRecord> Init,
    IReadOnlyList<ContainerRecord> Containers,
    IReadOnlyList<ContainerRecord> Ephemeral,
    bool Ended = true);
