using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.Node.Containers;

namespace October.LocalCluster.Node.Pods;

/// <summary>
/// What becomes of pods when their node has been down: no process of them is left. Pure; as the kubelet and containerd after a reboot of the machine.
/// </summary>
internal static class PodResumption
{
    /// <summary>The pod's status now that nothing of it runs: a pod that is never restarted has failed, the others are not ready.</summary>
    public static JsonObject Interrupt(JsonObject pod, string hostAddress, DateTimeOffset now)
    {
        var init = Records(pod, "initContainers", ContainerRoles.OfInit);
        var regular = Records(pod, "containers", _ => ContainerRole.Regular);
        var ephemeral = Records(pod, "ephemeralContainers", _ => ContainerRole.Ephemeral);
        var isOver = pod.StringAt("spec", "restartPolicy") == "Never" && init.Concat(regular).Any(c => c.WasMade);
        return PodStatusBuilder.Build(
            new PodSnapshot(
                pod, hostAddress, null, ObjectMeta.ParseTime(pod.StringAt("status", "startTime")) ?? now,
                [.. init.Select(c => Interrupt(c, isOver && c.WasMade, now))],
                [.. regular.Select(c => Interrupt(c, isOver, now))],
                [.. ephemeral.Select(c => Interrupt(c, isOver: true, now))]),
            now);
    }

    /// <summary>A container as its supervisor finds it: new, to be run again with one more restart, or not to be run again.</summary>
    public static ContainerRecord Resume(JsonObject pod, JsonObject container, ContainerRole role)
    {
        var record = ContainerRecord.Of(pod, container, role) with { Ready = false, Started = false };
        return record.State is ContainerState.Terminated ended && (role == ContainerRole.Init || role.RestartsAfter(pod, ended.ExitCode))
            ? record with { State = new ContainerState.Waiting(role == ContainerRole.Regular ? "ContainerCreating" : "PodInitializing"), LastState = ended }
            : record;
    }

    private static List<ContainerRecord> Records(JsonObject pod, string list, Func<JsonObject, ContainerRole> role) =>
        [.. pod.ArrayAt("spec", list).Objects().Select(c => ContainerRecord.Of(pod, c, role(c)))];

    private static ContainerRecord Interrupt(ContainerRecord container, bool isOver, DateTimeOffset now)
    {
        var stopped = container with { Ready = container is { Role: ContainerRole.Init, Ready: true }, Started = false };
        return container.State switch
        {
            ContainerState.Running running => stopped with
            {
                State = new ContainerState.Terminated(255, ContainerState.Unseen, running.StartedAt, now, ContainerId: container.ContainerId),
                Ready = false,
            },
            ContainerState.Waiting when isOver => stopped with
            {
                State = container.LastState
                    ?? new ContainerState.Terminated(137, ContainerState.Unknown, null, null, "The container could not be located when the pod was terminated"),
            },
            _ => stopped,
        };
    }
}
