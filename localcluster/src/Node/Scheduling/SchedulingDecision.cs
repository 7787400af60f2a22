using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Node.Scheduling;

/// <summary>Whether a pod fits the one node there is: its claims, node selector, readiness of the node, requests.</summary>
internal static class SchedulingDecision
{
    /// <summary>Null when the pod fits; otherwise the scheduler's sentence.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="node">The node.</param>
    /// <param name="allocatable">What the node has to give.</param>
    /// <param name="podsOfNode">The pods that it has been given to.</param>
    /// <param name="claimOf">The claim of a name in the pod's namespace.</param>
    public static string? Problem(
        JsonObject pod, JsonObject? node, NodeCapacity allocatable, IEnumerable<JsonObject> podsOfNode, Func<string, JsonObject?> claimOf)
    {
        if (node is null)
            return "no nodes available to schedule pods";
        if (ClaimsOf(pod).Select(name => ProblemOf(name, claimOf(name))).FirstOrDefault(p => p is not null) is { } unbound)
            return $"0/1 nodes are available: {unbound}. not found";
        if (FilterFailure(pod, node, allocatable, podsOfNode) is not { } reason)
            return null;
        return $"0/1 nodes are available: 1 {reason}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for "
            + "scheduling.";
    }

    public static IEnumerable<string> ClaimsOf(JsonObject pod) =>
        pod.ArrayAt("spec", "volumes").Objects().Select(v => v.StringAt("persistentVolumeClaim", "claimName")).OfType<string>();

    /// <summary>One that is about to be bound is no problem: the pod has its directory as soon as it starts.</summary>
    private static string? ProblemOf(string name, JsonObject? claim) => claim switch
    {
        null => $"persistentvolumeclaim \"{name}\" not found",
        _ when claim.IsTerminating() => $"persistentvolumeclaim \"{name}\" is being deleted",
        _ => claim.MayBind() ? null : "pod has unbound immediate PersistentVolumeClaims",
    };

    private static string? FilterFailure(JsonObject pod, JsonObject node, NodeCapacity allocatable, IEnumerable<JsonObject> podsOfNode)
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
