using k8s.Models;
using October.Operator.Decide.Jobs;
using October.Operator.Desired.Model;
using October.Operator.Gather.Health;

namespace October.Operator.Gather.Jobs;

/// <summary>Whether the container of a backup's or restore's Job was ever started, and what it waits for where it was not.</summary>
internal static class JobStart
{
    /// <summary>A Job under way whose container was never started; null where one was, or that is not known.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="pods">Its pods.</param>
    /// <param name="now">The present time.</param>
    public static UnstartedJob? Unstarted(V1Job job, IReadOnlyList<V1Pod> pods, DateTimeOffset now) =>
        job.Outcome() is null
        && (IsAtRest(job, pods) || (AreAllThere(job, pods) && !pods.Any(HasStarted)))
        && CreatedAt(job.Metadata) is { } created
            ? new UnstartedJob(job.Metadata.Name, Later(created, JobSuspension.Since(job)), Cause(job, pods, now))
            : null;

    /// <summary>The pod is pending for long, and its status has no cause of that: events may.</summary>
    public static bool IsUnexplained(V1Pod pod, DateTimeOffset now) =>
        pod.MayRun() && !HasStarted(pod) && PodDiagnosis.Of(pod, now) is null && IsLate(pod.Metadata, now) && !IsPulling(pod);

    /// <summary>
    /// None of those that it has ever had is gone, so that nothing has run that is not known. One that has ended is noted as uncounted, then let go, and only
    /// then counted.
    /// </summary>
    public static bool AreAllThere(V1Job job, IReadOnlyList<V1Pod> pods)
    {
        var (status, uncounted) = (job.Status, job.Status?.UncountedTerminatedPods);
        var ended = (status?.Failed ?? 0) + (status?.Succeeded ?? 0) + (uncounted?.Failed?.Count ?? 0) + (uncounted?.Succeeded?.Count ?? 0);
        var running = (status?.Active ?? 0) + (status?.Terminating ?? 0);
        return pods.Count(static pod => !pod.MayRun()) >= ended && pods.Count >= ended + running && !JobSuspension.MayHaveLostPods(job);
    }

    /// <summary>Some pod of it has done all of its work, whatever became of the Job: its deadline may pass while that pod ends.</summary>
    public static bool HasSucceeded(V1Job job, IEnumerable<V1Pod> pods) =>
        job.Status is { Succeeded: > 0 } or { UncountedTerminatedPods.Succeeded.Count: > 0 }
        || pods.Any(static pod => Container(pod)?.State?.Terminated is { ExitCode: 0 } ended && HasRun(ended));

    /// <summary>The pod's container runs, or has run.</summary>
    public static bool HasStarted(V1Pod pod) => Container(pod) is { } status
        && (status.State?.Running is not null
            || HasRun(status.State?.Terminated)
            || HasRun(status.LastState?.Terminated)
            || status.ContainerID is { Length: > 0 });

    /// <summary>The state of the container that does the work, which has the component's name; null where the kubelet has said nothing of it yet.</summary>
    public static V1ContainerStatus? Container(V1Pod pod) =>
        pod.Metadata.Labels?.TryGetValue(Labels.Component, out var component) == true
            ? pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == component)
            : null;

    /// <summary>
    /// The kubelet also calls a container terminated that never ran, when its pod ends (<c>TerminatePod</c> of its status manager): then there is no id of one,
    /// and no start.
    /// </summary>
    private static bool HasRun(V1ContainerStateTerminated? ended) =>
        ended is not null && (ended.Reason != "ContainerStatusUnknown" || ended.ContainerID is { Length: > 0 } || ended.StartedAt is not null);

    private static string? Cause(V1Job job, IReadOnlyList<V1Pod> pods, DateTimeOffset now)
    {
        if (job.Spec?.Suspend == true)
            return $"it is suspended, resume or delete Job {job.Metadata.Name}";
        if (pods.FirstOrDefault(PodStates.MayRun) is not { } pod)
            return IsLate(job.Metadata, now) ? $"it has created no pod, see the events of Job {job.Metadata.Name}" : null;
        return PodDiagnosis.Of(pod, now)?.Message
            ?? (IsUnexplained(pod, now) ? $"pod {pod.Metadata.Name} is not started, see its events" : null);
    }

    /// <summary>Any pod is pending for a while.</summary>
    private static bool IsLate(V1ObjectMeta metadata, DateTimeOffset now) => now - CreatedAt(metadata) > PodStates.UsualStart;

    /// <summary>Nothing of it runs, and nothing will before somebody resumes it.</summary>
    private static bool IsAtRest(V1Job job, IEnumerable<V1Pod> pods) => job.Spec?.Suspend == true && !pods.Any(PodStates.MayRun);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private static DateTimeOffset? CreatedAt(V1ObjectMeta metadata) =>
        metadata.CreationTimestamp is { } created ? new DateTimeOffset(created.ToUniversalTime()) : null;

    /// <summary>Between two tries its status says less than after the first.</summary>
    private static bool IsPulling(V1Pod pod) => Container(pod)?.State?.Waiting?.Reason == "ErrImagePull";
}
