using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>
/// The count of a Job's pods that have ended. Each is first noted in <c>status.uncountedTerminatedPods</c>, then loses its finalizer, and only
/// then counts, so that none is lost or counted twice (KEP-2307).
/// </summary>
internal sealed record JobPodCounts(
    IReadOnlyList<JsonObject> Active, IReadOnlyList<JsonObject> Terminating, IReadOnlyList<string> NewSucceeded, IReadOnlyList<string> NewFailed,
    IReadOnlyList<JsonObject> ToRelease, IReadOnlyList<string> ReleasedSucceeded, IReadOnlyList<string> ReleasedFailed, long Succeeded, long Failed,
    DateTimeOffset? LastFailure)
{
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    /// <summary>The pod cannot go before its Job has counted it.</summary>
    public static bool IsTracked(JsonObject pod) => pod.Finalizers().Contains(Finalizer);

    /// <summary>Pods that succeeded, noted ones included.</summary>
    public long AllSucceeded(JsonObject job) => Succeeded + NewSucceeded.Count + Uncounted(job, "succeeded").Count;

    /// <summary>Pods that failed, noted ones included.</summary>
    public long AllFailed(JsonObject job) => Failed + NewFailed.Count + Uncounted(job, "failed").Count;

    /// <summary>Nothing is left between noted and counted, once what was released is counted.</summary>
    public bool IsSettled(JsonObject job) => NewSucceeded.Count + NewFailed.Count + ToRelease.Count == 0
        && !Uncounted(job, "succeeded").Except(ReleasedSucceeded).Any() && !Uncounted(job, "failed").Except(ReleasedFailed).Any();

    public static JobPodCounts Of(JsonObject job, IReadOnlyList<JsonObject> owned)
    {
        var suspended = job.BoolAt("spec", "suspend") == true;
        var succeeded = Uncounted(job, "succeeded");
        var failed = Uncounted(job, "failed");
        var held = owned.Where(IsTracked).ToList();
        var byUid = held.Select(p => p.Uid()).ToHashSet(StringComparer.Ordinal);
        bool IsNew(JsonObject pod) => !succeeded.Contains(pod.Uid()) && !failed.Contains(pod.Uid());
        return new JobPodCounts(
            [.. owned.Where(p => p.IsActive())],
            [.. owned.Where(p => p.IsTerminating() && !p.IsFinished())],
            [.. held.Where(p => IsNew(p) && p.Phase() == "Succeeded").Select(p => p.Uid())],
            // A pod that somebody deletes has failed, unless the Job was put to rest.
            [.. held.Where(p => IsNew(p) && (p.Phase() == "Failed" || (p.IsTerminating() && !p.IsFinished() && !suspended))).Select(p => p.Uid())],
            [.. held.Where(p => !IsNew(p) || (suspended && p.IsTerminating()))],
            [.. succeeded.Where(u => !byUid.Contains(u))],
            [.. failed.Where(u => !byUid.Contains(u))],
            job.LongAt("status", "succeeded") ?? 0,
            job.LongAt("status", "failed") ?? 0,
            owned.Where(p => p.Phase() == "Failed").Select(EndOf).Max());
    }

    private static DateTimeOffset? EndOf(JsonObject pod) => pod.ArrayAt("status", "containerStatuses").Objects()
        .Select(c => ObjectMeta.ParseTime(c.StringAt("state", "terminated", "finishedAt")))
        .Max();

    public static List<string> Uncounted(JsonObject job, string key) => [.. job.ArrayAt("status", "uncountedTerminatedPods", key).Strings()];
}
