using k8s.Models;
using October.Crd.Status;
using October.Operator.Messages;

namespace October.Operator.Gather.Health;

/// <summary>Finds out whether a pod will not come up by waiting, and why.</summary>
internal static class PodDiagnosis
{
    /// <summary>
    /// What a node cannot do for a moment (kubernetes issue 117972). How much of the time since the pod's start its image took is not known: the deadline
    /// decides.
    /// </summary>
    private static readonly string[] Passing = ["failed to sync", "context deadline exceeded", "no space left on device"];

    /// <summary>Longer than a line of a log: the cause is often at the end.</summary>
    private const int MessageLimit = 500;

    public static PodFailure? Of(V1Pod pod, DateTimeOffset now)
    {
        if (pod.Metadata.DeletionTimestamp is not null || !pod.MayRun())
            return null;
        var statuses = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);
        foreach (var container in statuses)
        {
            if (Container(pod, container, now) is { } failure)
                return failure;
        }

        var scheduled = pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "PodScheduled");
        return scheduled is { Status: "False", Reason: "Unschedulable" } && Since(scheduled.LastTransitionTime, now) > PodStates.UsualStart
            ? new PodFailure(
                Reasons.Unschedulable, pod, null, $"pod {pod.Metadata.Name} cannot be scheduled: {Bounded.Text(scheduled.Message ?? "", MessageLimit)}")
            : null;
    }

    private static PodFailure? Container(V1Pod pod, V1ContainerStatus container, DateTimeOffset now)
    {
        var where = $"pod {pod.Metadata.Name}, container {container.Name}: ";
        if (container.IsCrashing())
            return new PodFailure(
                Reasons.CrashLoop, pod, container.Name, where + Exit(container, container.State.Terminated ?? container.LastState?.Terminated));
        if (container.State?.Waiting is not { } waiting)
            return null;
        return waiting.Reason switch
        {
            "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" => new PodFailure(
                Reasons.ImagePullFailed,
                pod,
                container.Name,
                $"{where}{waiting.Reason}: {Bounded.Text(waiting.Message ?? $"image {container.Image} cannot be pulled", MessageLimit)}"),
            "CreateContainerConfigError"
            or "CreateContainerError"
            or "RunContainerError" when IsLasting(waiting, pod, now) => new PodFailure(
                Reasons.ConfigError, pod, container.Name, $"{where}{waiting.Reason}: {Bounded.Text(waiting.Message ?? "", MessageLimit)}"),
            _ => null,
        };
    }

    private static bool IsLasting(V1ContainerStateWaiting waiting, V1Pod pod, DateTimeOffset now) =>
        Since(pod.Status?.StartTime ?? pod.Metadata.CreationTimestamp, now) > PodStates.UsualStart
        && !Passing.Any(text => waiting.Message?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);

    private static string Exit(V1ContainerStatus container, V1ContainerStateTerminated? last) => last is not null
        ? $"CrashLoopBackOff after {container.RestartCount} restarts, last exit code {last.ExitCode} ({last.Reason})"
        : $"CrashLoopBackOff after {container.RestartCount} restarts";

    private static TimeSpan Since(DateTime? time, DateTimeOffset now) => time is { } then ? now.UtcDateTime - then.ToUniversalTime() : TimeSpan.Zero;
}
