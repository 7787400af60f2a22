using k8s.Models;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Health;

/// <summary>Says why a pod is not up: the state of its container, what the kubelet got from its probes, and what its log says.</summary>
internal sealed class PodEvidence(LogReader logs, PodEvents events)
{
    private readonly ProbeRefusals _probes = new(events);
    private readonly PullFailures _pulls = new(events);

    /// <summary>The failure, with what is said of its cause in events only.</summary>
    public Task<Failure> ExplainAsync(Failure failure, V1Pod pod, CancellationToken cancellationToken) => _pulls.ExplainAsync(failure, pod, cancellationToken);

    /// <summary>What the log of the crashed container says; null when there is none.</summary>
    public async Task<string?> CrashAsync(V1Pod pod, string container, CancellationToken cancellationToken)
    {
        var restarted = Status(pod, container)?.State?.Running is not null;
        return await logs.CrashAsync(pod, container, restarted, cancellationToken) is { } log
            ? $"log of {container} in pod {pod.Metadata.Name}: {log}"
            : null;
    }

    /// <summary>What the kubelet got from the pod's probes last; null when nothing is known.</summary>
    public Task<string?> ProbeRefusalAsync(V1Pod pod, CancellationToken cancellationToken) => _probes.LatestAsync(pod, cancellationToken);

    /// <summary>The state of a container, and what its log says. Of a healthy one only warnings and errors; null when there are none.</summary>
    public async Task<string?> DescribeAsync(V1Pod pod, string container, CancellationToken cancellationToken)
    {
        var status = Status(pod, container);
        var name = pod.Metadata.Name;
        var errors = await logs.ErrorsAsync(pod, container, cancellationToken);
        if (status is { Ready: true, RestartCount: 0 })
            return errors is null ? null : $"log of {container} in pod {name}: {errors}";
        var log = errors ?? await logs.CrashAsync(pod, container, restarted: status is { State.Running: not null, RestartCount: > 0 }, cancellationToken);
        return $"container {container} of pod {name} {State(status)}{(log is null ? "" : $", its log: {log}")}";
    }

    private static V1ContainerStatus? Status(V1Pod pod, string container) =>
        (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []).FirstOrDefault(status => status.Name == container);

    private static string State(V1ContainerStatus? status)
    {
        var state = status?.State switch
        {
            { Waiting: { } waiting } => $"is waiting ({waiting.Reason})",
            { Terminated: { } ended } => $"terminated ({ended.Reason}, exit code {ended.ExitCode})",
            { Running: not null } => status.Ready ? "is running and ready" : "is running and not ready",
            _ => "has no state",
        };
        return status is { RestartCount: > 0 }
            ? $"{state} after {status.RestartCount} restarts ({status.LastState?.Terminated?.Reason ?? "unknown"}, exit code "
                + $"{status.LastState?.Terminated?.ExitCode})"
            : state;
    }
}
