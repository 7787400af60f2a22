using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.Node.Scheduling;

/// <summary>What a node can give to pods, or a pod requests.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Pods">Number of pods.</param>
internal sealed record NodeCapacity(decimal Cpu, decimal Memory, int Pods)
{
    public static NodeCapacity Zero { get; } = new(0, 0, 0);

    /// <summary>The pod's requests: those of its containers together, or of its largest init container.</summary>
    public static NodeCapacity RequestedBy(JsonObject pod)
    {
        decimal Sum(string resource) => Math.Max(
            pod.ArrayAt("spec", "containers").Objects().Sum(c => Request(c, resource)),
            pod.ArrayAt("spec", "initContainers").Objects().Select(c => Request(c, resource)).DefaultIfEmpty(0).Max());
        return new NodeCapacity(Sum("cpu"), Sum("memory"), 1);
    }

    public static NodeCapacity operator +(NodeCapacity left, NodeCapacity right) =>
        new(left.Cpu + right.Cpu, left.Memory + right.Memory, left.Pods + right.Pods);

    private static decimal Request(JsonObject container, string resource) =>
        Quantity.Amount((container.At("resources", "requests", resource) ?? container.At("resources", "limits", resource))?.ToString()) ?? 0;
}
