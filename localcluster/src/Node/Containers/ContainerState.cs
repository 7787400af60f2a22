using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Containers;

/// <summary>A container's state as in <c>status.containerStatuses[].state</c>: exactly one of waiting, running, terminated.</summary>
internal abstract record ContainerState
{
    /// <summary>Reason of a container that nobody can find.</summary>
    public const string Unknown = "ContainerStatusUnknown";

    private ContainerState()
    {
    }

    internal sealed record Waiting(string Reason, string? Message = null) : ContainerState;

    internal sealed record Running(DateTimeOffset StartedAt) : ContainerState;

    internal sealed record Terminated(
        int ExitCode,
        string Reason,
        DateTimeOffset? StartedAt,
        DateTimeOffset? FinishedAt,
        string? Message = null,
        string? ContainerId = null) : ContainerState;

    public JsonObject ToJson()
    {
        switch (this)
        {
            case Waiting waiting:
                var body = new JsonObject { ["reason"] = waiting.Reason };
                if (waiting.Message is not null)
                    body["message"] = waiting.Message;
                return new JsonObject { ["waiting"] = body };
            case Running running:
                return new JsonObject { ["running"] = new JsonObject { ["startedAt"] = running.StartedAt.ToKubernetesTime() } };
            case Terminated terminated:
                var end = new JsonObject
                {
                    ["exitCode"] = (long)terminated.ExitCode,
                    ["reason"] = terminated.Reason,
                    ["startedAt"] = terminated.StartedAt?.ToKubernetesTime(),
                    ["finishedAt"] = terminated.FinishedAt?.ToKubernetesTime(),
                };
                if (terminated.Message is not null)
                    end["message"] = terminated.Message;
                if (terminated.ContainerId is not null)
                    end["containerID"] = terminated.ContainerId;
                return new JsonObject { ["terminated"] = end };
            default:
                return [];
        }
    }
}
