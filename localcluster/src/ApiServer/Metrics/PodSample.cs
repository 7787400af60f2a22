using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Metrics;

/// <summary>One look at the running containers of a pod.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Containers">By container: its run (an id that a restart changes) and what it has used.</param>
internal sealed record PodSample(JsonObject Pod, IReadOnlyDictionary<string, (string Run, ContainerUsage Usage)> Containers);
