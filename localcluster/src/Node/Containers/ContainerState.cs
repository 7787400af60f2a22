using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Node.Containers;

/// <summary>A container's state as in <c>status.containerStatuses[].state</c>: exactly one of waiting, running, terminated.</summary>
internal abstract record ContainerState
{
    /// <summary>Reason of a container that nobody can find.</summary>
    public const string Unknown = "ContainerStatusUnknown";

    /// <summary>Reason of a container whose end nobody saw, as after a restart of the node; its exit code is 255.</summary>
    public const string Unseen = "Unknown";

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

    /// <summary>Reads what <see cref="ToJson"/> writes; null when it is none.</summary>
    public static ContainerState? Of(JsonObject? json)
    {
        if (json.ObjectAt("terminated") is { } end)
        {
            return new Terminated(
                (int)(end.LongAt("exitCode") ?? 0), end.StringAt("reason") ?? "", ObjectMeta.ParseTime(end.StringAt("startedAt")),
                ObjectMeta.ParseTime(end.StringAt("finishedAt")), end.StringAt("message"), end.StringAt("containerID"));
        }

        if (json.ObjectAt("running") is { } running)
            return new Running(ObjectMeta.ParseTime(running.StringAt("startedAt")) ?? DateTimeOffset.UnixEpoch);
        return json.ObjectAt("waiting") is { } waiting ? new Waiting(waiting.StringAt("reason") ?? "", waiting.StringAt("message")) : null;
    }

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
