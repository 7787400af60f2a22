using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Containers;

/// <summary>One run of one container of a pod.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">Its entry in <c>spec.containers</c> or <c>spec.initContainers</c>.</param>
/// <param name="PodAddress">The pod's IP address.</param>
/// <param name="Attempt">0 for the first run, then counting up.</param>
internal sealed record ContainerRun(JsonObject Pod, JsonObject Container, string PodAddress, int Attempt)
{
    /// <summary>Its requests and limits, which may have changed since the pod was made.</summary>
    public JsonObject? Resources { get; init; } = Container.ObjectAt("resources");

    public string Name => Container.StringAt("name") ?? "";

    public string Image => Container.StringAt("image") ?? "";
}
