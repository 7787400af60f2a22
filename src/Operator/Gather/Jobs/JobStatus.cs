using k8s.Models;
using October.Common.Time;
using October.Operator.Desired.Model;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Jobs;

/// <summary>What a Job says of itself, and which pods are its own.</summary>
internal static class JobStatus
{
    /// <summary>
    /// Whether it did its work; null until it has ended, or where there is none. One that is to fail may wait for long until the pods of a lost node are gone
    /// (kubernetes.io/docs/concepts/workloads/controllers/job, "Terminal Job conditions").
    /// </summary>
    public static bool? Outcome(this V1Job? job) =>
        job.Ended("Complete") is not null ? true : (job.Ended("Failed") ?? job.Ended("FailureTarget")) is not null ? false : null;

    /// <summary>When that was known: from then on its pods are being ended, and yet may run for their grace period.</summary>
    public static DateTimeOffset? EndedAt(this V1Job? job) =>
        (job.Ended("Complete") ?? job.Ended("FailureTarget") ?? job.Ended("Failed"))?.LastTransitionTime?.TruncateToSecond();

    /// <summary>The condition of this type that ended it; null for none.</summary>
    public static V1JobCondition? Ended(this V1Job? job, string type) =>
        job?.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == "True");

    /// <summary>The pods that it controls. Labels anybody may give a pod; of owners a store keeps the one that controls it.</summary>
    public static IEnumerable<V1Pod> PodsOf(this Stores stores, V1Job job) => Stores.AppGroup(job) is { } group
        ? stores.Pods.InGroup(group).Where(pod => Ownership.Controller(pod.Metadata)?.Uid == job.Metadata.Uid)
        : [];
}
