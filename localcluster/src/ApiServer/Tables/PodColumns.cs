using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of pods; the status column is kubectl's summary of phase, reasons and container states (<c>printPod</c>).</summary>
internal static class PodColumns
{
    public static IReadOnlyList<Column> All { get; } =
    [
        Name,
        Text("Ready", "The aggregate readiness state of this pod for accepting traffic.", (o, now) => Summarize(o, now).Ready),
        Text("Status", "The aggregate status of the containers in this pod.", (o, now) => Summarize(o, now).Status),
        Text(
            "Restarts",
            "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
            (o, now) => Summarize(o, now).Restarts),
        Age,
        Text(
                "IP",
                "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.",
                o => OrNone(o.ArrayAt("status", "podIPs").Objects().FirstOrDefault().StringAt("ip") ?? o.StringAt("status", "podIP")))
            .Wide(),
        Text(
                "Node",
                "NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in "
                    + "schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should "
                    + "not be used to express a desire for the pod to be scheduled on a specific node. "
                    + "https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
                o => OrNone(o.StringAt("spec", "nodeName")))
            .Wide(),
        Text(
                "Nominated Node",
                "nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims "
                    + "receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may "
                    + "decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node "
                    + "to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod "
                    + "is scheduled.",
                o => OrNone(o.StringAt("status", "nominatedNodeName")))
            .Wide(),
        Text(
                "Readiness Gates",
                "If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions "
                    + "specified in the readiness gates have status equal to \"True\" More info: "
                    + "https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates",
                ReadinessGates)
            .Wide(),
    ];

    private static (string Ready, string Status, string Restarts) Summarize(JsonObject pod, DateTimeOffset now)
    {
        var restarts = 0L;
        string? lastRestart = null;
        var ready = 0;
        var total = pod.ArrayAt("spec", "containers")?.Count ?? 0;
        var reason = pod.StringAt("status", "reason") is { Length: > 0 } r ? r : pod.StringAt("status", "phase") ?? "";
        if (pod.ArrayAt("status", "conditions").Objects().Any(c => c.StringAt("type") == "PodScheduled" && c.StringAt("reason") == "SchedulingGated"))
            reason = "SchedulingGated";

        var initializing = Initializing(pod, ref reason, ref restarts, ref lastRestart, ref ready, ref total);
        if (!initializing || IsInitialized(pod))
        {
            restarts = initializing ? restarts : RestartableInitRestarts(pod);
            var hasRunning = false;
            foreach (var status in pod.ArrayAt("status", "containerStatuses").Objects().Reverse())
            {
                restarts += status.LongAt("restartCount") ?? 0;
                lastRestart = Later(lastRestart, status.StringAt("lastState", "terminated", "finishedAt"));
                if (status.StringAt("state", "waiting", "reason") is { Length: > 0 } waiting)
                {
                    reason = waiting;
                }
                else if (status.ObjectAt("state", "terminated") is { } terminated)
                {
                    reason = TerminatedReason(terminated);
                }
                else if (status.BoolAt("ready") == true && status.ObjectAt("state", "running") is not null)
                {
                    hasRunning = true;
                    ready++;
                }
            }

            if (reason == "Completed" && hasRunning)
                reason = HasCondition(pod, "Ready") ? "Running" : "NotReady";
        }

        if (pod.IsTerminating())
            reason =
                pod.StringAt("status", "reason") == "NodeLost" ? "Unknown"
                : pod.StringAt("status", "phase") is "Succeeded" or "Failed" ? reason
                : "Terminating";
        var restartText = restarts != 0 && lastRestart is not null ? $"{restarts} ({HumanDuration.Since(lastRestart, now)} ago)" : $"{restarts}";
        return ($"{ready}/{total}", reason, restartText);
    }

    private static bool Initializing(JsonObject pod, ref string reason, ref long restarts, ref string? lastRestart, ref int ready, ref int total)
    {
        var containers = pod.ArrayAt("spec", "initContainers").Objects().ToList();
        var sidecars = containers.Where(c => c.StringAt("restartPolicy") == "Always").Select(c => c.StringAt("name")).ToHashSet();
        total += sidecars.Count;
        var index = 0;
        foreach (var status in pod.ArrayAt("status", "initContainerStatuses").Objects())
        {
            restarts += status.LongAt("restartCount") ?? 0;
            lastRestart = Later(lastRestart, status.StringAt("lastState", "terminated", "finishedAt"));
            var position = index++;
            var isSidecar = sidecars.Contains(status.StringAt("name"));
            if (status.LongAt("state", "terminated", "exitCode") == 0)
                continue;
            if (isSidecar && status.BoolAt("started") == true)
            {
                if (status.BoolAt("ready") == true)
                    ready++;
                continue;
            }

            if (status.ObjectAt("state", "terminated") is { } terminated)
                reason = "Init:" + TerminatedReason(terminated);
            else if (status.StringAt("state", "waiting", "reason") is { Length: > 0 } waiting && waiting != "PodInitializing")
                reason = "Init:" + waiting;
            else
                reason = $"Init:{position}/{containers.Count}";
            return true;
        }

        return false;
    }

    private static string TerminatedReason(JsonObject terminated) => terminated.StringAt("reason") is { Length: > 0 } reason ? reason
        : terminated.LongAt("signal") is not (null or 0) and var signal ? $"Signal:{signal}"
        : $"ExitCode:{terminated.LongAt("exitCode") ?? 0}";

    private static long RestartableInitRestarts(JsonObject pod)
    {
        var sidecars = pod.ArrayAt("spec", "initContainers")
            .Objects()
            .Where(c => c.StringAt("restartPolicy") == "Always")
            .Select(c => c.StringAt("name"))
            .ToHashSet();
        return pod.ArrayAt("status", "initContainerStatuses")
            .Objects()
            .Where(s => sidecars.Contains(s.StringAt("name")))
            .Sum(s => s.LongAt("restartCount") ?? 0);
    }

    private static bool IsInitialized(JsonObject pod) => HasCondition(pod, "Initialized");

    private static bool HasCondition(JsonObject pod, string type) =>
        pod.ArrayAt("status", "conditions").Objects().Any(c => c.StringAt("type") == type && c.StringAt("status") == "True");

    private static string? Later(string? left, string? right) => string.CompareOrdinal(left, right) >= 0 ? left : right;

    private static string ReadinessGates(JsonObject pod)
    {
        var gates = pod.ArrayAt("spec", "readinessGates").Objects().ToList();
        return gates.Count == 0 ? "<none>" : $"{gates.Count(g => HasCondition(pod, g.StringAt("conditionType") ?? ""))}/{gates.Count}";
    }
}
