using System.Text.Json.Nodes;
using October.LocalCluster.Controllers.Machinery;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Nodes.Scheduling;

/// <summary>Whether a pod fits the one node there is: node selector, readiness of the node, requests.</summary>
internal static class SchedulingDecision
{
    /// <summary>Null when the pod fits; otherwise the scheduler's sentence.</summary>
    public static string? Problem(JsonObject pod, JsonObject? node, NodeCapacity allocatable, IEnumerable<JsonObject> podsOfNode)
    {
        if (node is null)
            return "no nodes available to schedule pods";
        if (Misfit(pod, node, allocatable, podsOfNode) is not { } reason)
            return null;
        return $"0/1 nodes are available: 1 {reason}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    }

    private static string? Misfit(JsonObject pod, JsonObject node, NodeCapacity allocatable, IEnumerable<JsonObject> podsOfNode)
    {
        if (node.BoolAt("spec", "unschedulable") == true)
            return "node(s) were unschedulable";
        foreach (var (key, value) in pod.ObjectAt("spec", "nodeSelector") ?? [])
        {
            if (node.Labels()?[key].AsString() != value.AsString())
                return "node(s) didn't match Pod's node affinity/selector";
        }

        var total = podsOfNode.Where(p => !p.IsFinished()).Aggregate(NodeCapacity.RequestedBy(pod), (sum, p) => sum + NodeCapacity.RequestedBy(p));
        if (total.Pods > allocatable.Pods)
            return "Too many pods";
        if (total.Cpu > allocatable.Cpu)
            return "Insufficient cpu";
        return total.Memory > allocatable.Memory ? "Insufficient memory" : null;
    }
}
