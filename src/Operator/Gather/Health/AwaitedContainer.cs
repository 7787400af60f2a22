using k8s.Models;

namespace October.Operator.Gather.Health;

/// <summary>The container that a pod is not up for: an init container that is not done, the component's own, or another one that is not ready.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What Kubernetes calls it.</param>
/// <param name="Status">What the kubelet says of it; null for nothing.</param>
internal sealed record AwaitedContainer(string Name, string Kind, V1ContainerStatus? Status)
{
    private const string InitKind = "init container";

    /// <summary>Finds it; the component's own where the pod is up. Pure.</summary>
    public static AwaitedContainer Of(V1Pod pod, string component)
    {
        var init = pod.Status?.InitContainerStatuses ?? [];
        var containers = pod.Status?.ContainerStatuses ?? [];
        if (!IsInitialized(pod) && init.FirstOrDefault(status => !IsDone(pod, status)) is { } running)
            return new AwaitedContainer(running.Name, KindOf(pod, running), running);
        var own = containers.FirstOrDefault(status => status.Name == component);
        var other = own?.Ready == true
            ? containers.FirstOrDefault(static status => !status.Ready) ?? init.FirstOrDefault(status => IsSidecar(pod, status) && !status.Ready)
            : null;
        return other is null
            ? new AwaitedContainer(component, "container", own)
            : new AwaitedContainer(other.Name, init.Contains(other) ? KindOf(pod, other) : "container", other);
    }

    /// <summary>It runs, or has run: it may have a log.</summary>
    public bool HasStarted => Status is { State.Running: not null } or { State.Terminated: not null } or { LastState.Terminated: not null };

    /// <summary>It is not there, and its status has no cause of that.</summary>
    public bool IsBeingCreated =>
        Status?.State is null or { Running: null, Terminated: null, Waiting: null or { Reason: null or "ContainerCreating" or "PodInitializing" } };

    /// <summary>It is as it should be, and has always been.</summary>
    public bool IsWell => Status is { Ready: true, RestartCount: 0 };

    /// <summary>Its state in words.</summary>
    public string State
    {
        get
        {
            var state = Status?.State switch
            {
                { Waiting: { } waiting } => $"is waiting ({waiting.Reason})",
                { Terminated: { } ended } => $"terminated ({ended.Reason}, exit code {ended.ExitCode})",
                { Running: not null } when Kind == InitKind => "is running and not completed",
                { Running: not null } => Status.Ready ? "is running and ready" : "is running and not ready",
                _ => "has no state",
            };
            return Status is { RestartCount: > 0 }
                ? $"{state} after {Status.RestartCount} restarts ({Status.LastState?.Terminated?.Reason ?? "unknown"}, exit code "
                    + $"{Status.LastState?.Terminated?.ExitCode})"
                : state;
        }
    }

    private static bool IsInitialized(V1Pod pod) => pod.Status?.Conditions?.Any(static one => one is { Type: "Initialized", Status: "True" }) == true;

    /// <summary>The next one may start: of a sidecar, once it has started.</summary>
    private static bool IsDone(V1Pod pod, V1ContainerStatus status) =>
        IsSidecar(pod, status) ? status.Started == true : status.State?.Terminated is { ExitCode: 0 };

    private static string KindOf(V1Pod pod, V1ContainerStatus status) => IsSidecar(pod, status) ? "sidecar container" : InitKind;

    private static bool IsSidecar(V1Pod pod, V1ContainerStatus status) =>
        pod.Spec?.InitContainers?.Any(container => container.Name == status.Name && container.RestartPolicy == "Always") == true;
}
