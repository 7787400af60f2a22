using k8s.Models;
using October.Operator.Desired.Model;
using October.Operator.Desired.Redis;
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

    /// <summary>Some pod of a Job that failed has begun to replace the data; null where that is not known.</summary>
    public async Task<bool?> HaveReplacedAsync(V1Job job, CancellationToken cancellationToken)
    {
        var pods = stores.PodsOf(job).ToList();
        bool? known = pods.Count >= (job.Status?.Failed ?? 0) ? false : null;
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
        var code = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == RestoreJob.Component)?.State?.Terminated?.ExitCode;
        if (code <= LargestOwnCode)
            return code == RestoreJob.FailedInReplacing;
        var log = await logs.TailAsync(pod, RestoreJob.Component, LogLines, cancellationToken);
        return log.Contains(RestoreJob.Replacing, StringComparison.Ordinal) ? true
            : log.Contains(RestoreJob.Preparing, StringComparison.Ordinal) && code is not null ? false : null;
    }
}
