using k8s.Models;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Health;

/// <summary>Says why a pod is not up: the state of the container that it waits for, what only events say of it, and what its log says.</summary>
internal sealed class PodEvidence(LogReader logs, PodEvents events)
{
    private readonly ProbeRefusals _probes = new(events);
    private readonly PullFailures _pulls = new(events);
    private readonly StartFailures _starts = new(events);

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

    /// <summary>Why the pod's containers are not started; null where they are, or nothing is known.</summary>
    public async Task<string?> StartFailureAsync(V1Pod pod, string component, CancellationToken cancellationToken) =>
        pod.IsOnNode() && AwaitedContainer.Of(pod, component).IsBeingCreated ? await _starts.LatestAsync(pod, cancellationToken) : null;

    /// <summary>What the kubelet got from the pod's probes last; null when nothing is known.</summary>
    public Task<string?> ProbeRefusalAsync(V1Pod pod, CancellationToken cancellationToken) => _probes.LatestAsync(pod, cancellationToken);

    /// <summary>
    /// The state of the container that the pod waits for, or of the component's, and what its log says. Of a healthy one only warnings and errors; null when
    /// there are none.
    /// </summary>
    public async Task<string?> DescribeAsync(V1Pod pod, string component, CancellationToken cancellationToken)
    {
        var container = AwaitedContainer.Of(pod, component);
        var name = pod.Metadata.Name;
        if (container.IsWell)
            return await logs.ErrorsAsync(pod, container.Name, cancellationToken) is { } errors ? $"log of {container.Name} in pod {name}: {errors}" : null;
        var log = container.HasStarted ? await LogAsync(pod, container, cancellationToken) : null;
        return $"{container.Kind} {container.Name} of pod {name} {container.State}{(log is null ? "" : $", its log: {log}")}";
    }

    /// <summary>Before its first end there is no log but the current one.</summary>
    private async Task<string?> LogAsync(V1Pod pod, AwaitedContainer container, CancellationToken cancellationToken) =>
        container.Status?.LastState?.Terminated is null
            ? await logs.LastAsync(pod, container.Name, cancellationToken)
            : await logs.ErrorsAsync(pod, container.Name, cancellationToken)
                ?? await logs.CrashAsync(pod, container.Name, restarted: container.Status.State?.Running is not null, cancellationToken);

    private static V1ContainerStatus? Status(V1Pod pod, string container) =>
        (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []).FirstOrDefault(status => status.Name == container);
}
