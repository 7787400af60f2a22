using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.Pods;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>What the Job controller does next: pure, for Jobs that are not indexed (kubernetes/pkg/controller/job).</summary>
internal static class JobDecision
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(10);

    public static Decision Decide(JsonObject job, IReadOnlyList<JsonObject> podsOfNamespace, DateTimeOffset now)
    {
        var owned = podsOfNamespace.Where(p => p.IsControlledBy(job)).ToList();
        if (job.IsTrue("Complete") || job.IsTrue("Failed"))
            return AfterTheEnd(job, owned, now);
        var tally = JobPodCounts.Of(job, owned);
        var outcome = JobOutcome.Of(job, tally, now);
        var writes = new List<Write>();
        writes.AddRange(tally.ToRelease.Select(p => Release(p)));
        var wait = job.IsTerminating() ? null : Resize(job, tally, outcome, writes, now);
        var status = JobStatus.Of(job, tally, outcome, writes, now);
        if (Write.Status(ResourceTypes.Jobs, job, status) is { } change)
            writes.Add(change);
        if (JobStatus.Announcement(job, status) is { } emit)
            writes.Add(emit);
        // What is noted, released and counted goes on at once: only changes of pods may wait.
        var owesLastWord =
            outcome.Ends
            && tally.Active.Count + tally.Terminating.Count == 0
            && status.ArrayAt("conditions").Find(outcome.Succeeded ? "Complete" : "Failed") is null;
        var isSettled = !owesLastWord && tally.IsSettled(job) && status.ObjectAt("uncountedTerminatedPods") is null or { Count: 0 };
        return new Decision(writes, isSettled ? Shorter(wait, UntilDeadline(job, now)) : TimeSpan.Zero);
    }

    /// <summary>A Job whose pods are refused has started all the same: its deadline counts from then on.</summary>
    public static Decision OnCreateFailed(JsonObject job, string problem, DateTimeOffset now)
    {
        var writes = new List<Write> { new Write.Emit(job, "Warning", "FailedCreate", $"Error creating: {problem}") };
        if (job.At("status", "startTime") is null)
            writes.Add(new Write.Patch(
                ResourceTypes.Jobs, job, new JsonObject { ["status"] = new JsonObject { ["startTime"] = now.ToKubernetesTime() } }, "status"));
        return Decision.Of(writes);
    }

    /// <summary>
    /// Pods that were of a Job that is gone, or is another one of the same name now, lose its finalizer: nobody will count them, and without this they could
    /// not be deleted.
    /// </summary>
    /// <param name="name">Name of the Job; empty for pods without an owner.</param>
    /// <param name="job">The Job that has the name now, if any.</param>
    /// <param name="podsOfNamespace">All pods of the namespace.</param>
    public static IReadOnlyList<Write> ReleaseOrphans(string name, JsonObject? job, IReadOnlyList<JsonObject> podsOfNamespace) =>
        [.. podsOfNamespace.Where(p => JobPodCounts.IsTracked(p) && IsOrphan(p, name, job)).Select(Release)];

    private static bool IsOrphan(JsonObject pod, string name, JsonObject? job) => pod.ControllerOf() is { } owner
        ? owner.StringAt("kind") == "Job" && owner.StringAt("name") == name && owner.StringAt("uid") != job?.Uid()
        : name.Length == 0;

    private static TimeSpan? Resize(JsonObject job, JobPodCounts tally, JobOutcome outcome, List<Write> writes, DateTimeOffset now)
    {
        var suspended = job.BoolAt("spec", "suspend") == true;
        if (suspended || outcome.Ends)
        {
            foreach (var pod in tally.Active)
                writes.AddRange(Remove(job, pod, counts: !suspended));
            return null;
        }

        var parallelism = job.LongAt("spec", "parallelism") ?? 1;
        var left = job.LongAt("spec", "completions") is { } completions
            ? Math.Min(parallelism, completions - tally.AllSucceeded(job))
            : tally.AllSucceeded(job) > 0 ? tally.Active.Count : parallelism;
        if (tally.Active.Count >= left)
        {
            foreach (var pod in tally.Active.Order(ReplicaSets.DeletionOrder.Instance).Take((int)(tally.Active.Count - Math.Max(left, 0))))
                writes.AddRange(Remove(job, pod, counts: false));
            return null;
        }

        if (BackOff(job, tally, now) is { } wait)
            return wait;
        for (var i = tally.Active.Count; i < left; i++)
        {
            var pod = PodFromTemplate.Build(job, "Job");
            pod["metadata"]!["finalizers"] = new JsonArray(JobPodCounts.Finalizer);
            writes.Add(new Write.Create(ResourceTypes.Pods, pod));
            writes.Add(new Write.Emit(job, "Normal", "SuccessfulCreate", "Created pod: {name}"));
        }

        return null;
    }

    /// <summary>A pod that the Job only puts away is no failure: it loses its finalizer first, so that nobody counts it.</summary>
    private static IEnumerable<Write> Remove(JsonObject job, JsonObject pod, bool counts)
    {
        if (!counts && JobPodCounts.IsTracked(pod))
            yield return Release(pod);
        yield return new Write.Delete(ResourceTypes.Pods, pod);
        yield return new Write.Emit(job, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name()}");
    }

    /// <summary>How long to wait after failures: 10 s, doubling, since the condition of the Job last changed by one.</summary>
    private static TimeSpan? BackOff(JsonObject job, JobPodCounts tally, DateTimeOffset now)
    {
        var failed = tally.AllFailed(job);
        if (failed == 0 || tally.LastFailure is not { } last)
            return null;
        var delay = TimeSpan.FromTicks(Math.Min(FirstBackoff.Ticks << (int)Math.Min(failed - 1, 10), MaxBackoff.Ticks));
        return last + delay - now is var left && left > TimeSpan.Zero ? left : null;
    }

    private static Decision AfterTheEnd(JsonObject job, List<JsonObject> owned, DateTimeOffset now)
    {
        var writes = owned.Where(JobPodCounts.IsTracked).Select(Release).ToList();
        if (job.LongAt("spec", "ttlSecondsAfterFinished") is not { } ttl || job.IsTerminating())
            return Decision.Of(writes);
        var ended = job.ArrayAt("status", "conditions").Objects()
            .Where(c => c.StringAt("type") is "Complete" or "Failed" && c.StringAt("status") == "True")
            .Select(c => ObjectMeta.ParseTime(c.StringAt("lastTransitionTime")))
            .FirstOrDefault() ?? now;
        var left = ended.AddSeconds(ttl) - now;
        if (left > TimeSpan.Zero)
            return new Decision(writes, left);
        writes.Add(new Write.Delete(ResourceTypes.Jobs, job, "Foreground"));
        return Decision.Of(writes);
    }

    private static Write Release(JsonObject pod) => new Write.Patch(ResourceTypes.Pods, pod, new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = pod.Uid(),
            ["finalizers"] = pod.Finalizers().Where(f => f != JobPodCounts.Finalizer).ToJsonArray() is { Count: > 0 } kept ? kept : null,
        },
    });

    private static TimeSpan? UntilDeadline(JsonObject job, DateTimeOffset now) =>
        job.LongAt("spec", "activeDeadlineSeconds") is { } deadline && ObjectMeta.ParseTime(job.StringAt("status", "startTime")) is { } start
        && start.AddSeconds(deadline) - now is var left && left > TimeSpan.Zero
            ? left
            : null;

    private static TimeSpan? Shorter(TimeSpan? left, TimeSpan? right) => left is null ? right : right is null || left < right ? left : right;
}
