using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Containers;

/// <summary>What the node knows about one container of a pod.</summary>
internal sealed record ContainerRecord(string Name, string Image)
{
    public ContainerRole Role { get; init; }

    public ContainerState State { get; init; } = new ContainerState.Waiting("ContainerCreating");

    public ContainerState.Terminated? LastState { get; init; }

    public int RestartCount { get; init; }

    /// <summary>Running, and its readiness probe, if it has one, has passed.</summary>
    public bool Ready { get; init; }

    /// <summary>Running, and its startup probe, if it has one, has passed.</summary>
    public bool Started { get; init; }

    public string? ContainerId { get; init; }

    /// <summary>What the container got: its requests and limits.</summary>
    public JsonObject Resources { get; init; } = [];

    /// <summary>Whether what comes after it may start: an init container has succeeded, a sidecar has started once.</summary>
    public bool LetsOthersStart => Role == ContainerRole.Sidecar
        ? Started || LastState is not null || State is ContainerState.Terminated
        : State is ContainerState.Terminated { ExitCode: 0 };

    /// <summary>Whether it has been made at least once, be it without success.</summary>
    public bool WasMade => LastState is not null || State is not ContainerState.Waiting;

    /// <summary>The container as the status of its pod has it; as one that is yet to be made when it is not in there.</summary>
    public static ContainerRecord Of(JsonObject? pod, JsonObject container, ContainerRole role)
    {
        var name = container.StringAt("name") ?? "";
        var fresh = new ContainerRecord(name, container.StringAt("image") ?? "")
        {
            Role = role,
            Resources = container.ObjectAt("resources") ?? [],
            State = new ContainerState.Waiting(role is ContainerRole.Regular or ContainerRole.Ephemeral ? "ContainerCreating" : "PodInitializing"),
        };
        var list = role switch
        {
            ContainerRole.Regular => "containerStatuses",
            ContainerRole.Ephemeral => "ephemeralContainerStatuses",
            _ => "initContainerStatuses",
        };
        if (pod.ArrayAt("status", list).Objects().FirstOrDefault(s => s.StringAt("name") == name) is not { } status)
            return fresh;
        return fresh with
        {
            State = ContainerState.Of(status.ObjectAt("state")) ?? fresh.State,
            LastState = ContainerState.Of(status.ObjectAt("lastState")) as ContainerState.Terminated,
            RestartCount = (int)(status.LongAt("restartCount") ?? 0),
            Ready = status.BoolAt("ready") == true,
            Started = status.BoolAt("started") == true,
            ContainerId = status.StringAt("containerID"),
        };
    }

    public JsonObject ToJson()
    {
        var status = new JsonObject
        {
            ["name"] = Name,
            ["state"] = State.ToJson(),
            ["lastState"] = LastState?.ToJson() ?? [],
            ["ready"] = Ready,
            ["restartCount"] = (long)RestartCount,
            ["image"] = Image,
            ["imageID"] = ContainerId is null ? "" : Image,
            ["started"] = Started,
        };
        if (ContainerId is not null)
            status["containerID"] = ContainerId;
        // Of a container that was made, also when its program then could not be started.
        if (ContainerId is not null || LastState is not null)
            status["resources"] = Resources.DeepClone();

        return status;
    }
}
