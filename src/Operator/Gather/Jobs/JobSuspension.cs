using k8s.Models;
using October.Common.Time;
using October.Operator.Desired.Redis;

namespace October.Operator.Gather.Jobs;

/// <summary>What is known of a Job that is or was suspended, as queues for Jobs do. Its deadline does not count meanwhile.</summary>
internal static class JobSuspension
{
    /// <summary>It is suspended and, when somebody resumes it, makes no pod.</summary>
    public static bool IsForGood(V1Job job) => job.Spec is { Suspend: true, Parallelism: 0 };

    /// <summary>Since when it is; null where it is not, or that is not known.</summary>
    public static DateTimeOffset? Since(V1Job job) => job.Spec?.Suspend == true ? Condition(job, "True")?.LastTransitionTime?.TruncateToSecond() : null;

    /// <summary>
    /// Pods of a Job that is suspended are let go and deleted, and counted nowhere (<c>deleteJobPods</c> of its controller). One that was created suspended
    /// has had none yet; each later change of its spec, except that by which a restore ends it, may have resumed it.
    /// </summary>
    public static bool MayHaveLostPods(V1Job job)
    {
        var changes = job.Metadata.Generation - (job.Spec?.ActiveDeadlineSeconds <= RestoreJob.PassedDeadline ? 1 : 0);
        return job.Spec?.Suspend == true ? changes > 1 : changes > 2 && Condition(job, "False") is not null;
    }

    private static V1JobCondition? Condition(V1Job job, string status) =>
        job.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Suspended" && condition.Status == status);
}
