using System.Text.Json.Nodes;

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
