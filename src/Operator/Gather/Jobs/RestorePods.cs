using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
using October.Operator.Gather.Health;
using October.Operator.Gather.Sources;

namespace October.Operator.Gather.Jobs;

/// <summary>Reads what the pods of a restore do, and have done to the data.</summary>
internal sealed class RestorePods(Stores stores, LogReader logs)
{
    /// <summary>Exit codes above it are of processes that a signal has ended.</summary>
    private const int LargestOwnCode = 128;

    private const int LogLines = 20;

    /// <summary>Name of a pod that may still write to redis' volume, also of a Job that is gone; null for none.</summary>
    public string? Running(AppIdentity app) =>
        stores.Pods.InGroup($"{app.Namespace}/{app.Name}")
            .Where(pod => pod.Metadata.Labels.TryGetValue(Labels.Component, out var component) && component == RestoreJob.Component && pod.MayRun())
            .Select(pod => pod.Metadata.Name)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>A container of the Job runs, or has run.</summary>
    public bool HasStarted(V1Job job) => stores.PodsOf(job).Any(JobStart.HasStarted);

    /// <summary>Whether the Job has replaced the data; null until it has ended.</summary>
    public bool? Outcome(V1Job job) => (job.Outcome() ?? (JobSuspension.IsForGood(job) ? false : null)) == false
        ? JobStart.HasSucceeded(job, stores.PodsOf(job))
        : job.Outcome();

    /// <summary>Some pod of a Job that failed has begun to replace the data; null where that is not known.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="isUnstarted">Those that are gone are known not to have started.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    public async Task<bool?> HaveReplacedAsync(V1Job job, bool isUnstarted, CancellationToken cancellationToken)
    {
        var pods = stores.PodsOf(job).ToList();
        bool? known = isUnstarted || JobStart.AreAllThere(job, pods) ? false : null;
        foreach (var pod in pods)
        {
            switch (await HasReplacedAsync(pod, cancellationToken))
            {
                case true:
                    return true;
                case null:
                    known = null;
                    break;
                default:
                    break;
            }
        }

        return known;
    }

    /// <summary>A script that has ended by itself says it by its code; of one that was killed the log is left, if anything.</summary>
    private async Task<bool?> HasReplacedAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        if (!JobStart.HasStarted(pod))
            return false;
        var code = JobStart.Container(pod)?.State?.Terminated?.ExitCode;
        if (code <= LargestOwnCode)
            return code == RestoreJob.FailedInReplacing;
        var log = await logs.TailAsync(pod, RestoreJob.Component, LogLines, cancellationToken);
        return log.Contains(RestoreJob.Replacing, StringComparison.Ordinal) ? true
            : log.Contains(RestoreJob.Preparing, StringComparison.Ordinal) && code is not null ? false : null;
    }
}
