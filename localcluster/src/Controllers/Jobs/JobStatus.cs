using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>The status of a Job: pure.</summary>
internal static class JobStatus
{
    /// <param name="job">The Job.</param>
    /// <param name="tally">Its pods.</param>
    /// <param name="outcome">Whether it is over.</param>
    /// <param name="writes">What is done along with this status: pods that are made or deleted count already.</param>
    /// <param name="now">The present.</param>
    public static JsonObject Of(JsonObject job, JobPodCounts tally, JobOutcome outcome, IReadOnlyList<Write> writes, DateTimeOffset now)
    {
        var suspended = job.BoolAt("spec", "suspend") == true;
        var status = job.ObjectAt("status")?.Clone() ?? [];
        var stopped = suspended || outcome.Ends;
        Set(status, "active", stopped ? 0 : tally.Active.Count + writes.Count(w => w is Write.Create));
        status["ready"] = (long)(stopped ? 0 : tally.Active.Count(p => p.IsReady()));
        var deleted = writes.OfType<Write.Delete>().Select(d => d.Target).ToList();
        status["terminating"] = (long)(tally.Terminating.Count + deleted.Count);
        Set(status, "succeeded", tally.Succeeded + tally.ReleasedSucceeded.Count);
        Set(status, "failed", tally.Failed + tally.ReleasedFailed.Count);
        var uncounted = new JsonObject();
        Note(uncounted, "succeeded", JobPodCounts.Uncounted(job, "succeeded").Except(tally.ReleasedSucceeded).Concat(tally.NewSucceeded));
        Note(
            uncounted,
            "failed",
            JobPodCounts
                .Uncounted(job, "failed")
                .Except(tally.ReleasedFailed)
                .Concat(tally.NewFailed)
                .Concat(
                    outcome is { Ends: true, Succeeded: false } ? deleted.Where(JobPodCounts.IsTracked).Select(p => p.Uid()) : []
                ));
        status["uncountedTerminatedPods"] = uncounted;
        if (suspended)
            status.Remove("startTime");
        else
            status.SetDefault("startTime", now.ToKubernetesTime());
        var conditions = ConditionsOf(job, tally, outcome, suspended, now);
        if (conditions.Find("Complete") is not null)
            status.SetDefault("completionTime", now.ToKubernetesTime());
        if (conditions.Count > 0)
            status["conditions"] = conditions;
        return status;
    }

    /// <summary>The Event for what this status says for the first time.</summary>
    public static Write.Emit? Announcement(JsonObject job, JsonObject status)
    {
        var conditions = status.ArrayAt("conditions");
        if (conditions.Find("Complete") is not null && job.Condition("Complete") is null)
            return new Write.Emit(job, "Normal", "Completed", "Job completed");
        if (conditions.Find("Failed") is { } failed && job.Condition("Failed") is null)
            return new Write.Emit(job, "Warning", failed.StringAt("reason") ?? "", failed.StringAt("message") ?? "");
        var suspended = conditions.Find("Suspended");
        if (suspended.StringAt("status") == job.Condition("Suspended").StringAt("status"))
            return null;
        return suspended.StringAt("status") == "True"
            ? new Write.Emit(job, "Normal", "Suspended", "Job suspended")
            : new Write.Emit(job, "Normal", "Resumed", "Job resumed");
    }

    private static JsonArray ConditionsOf(JsonObject job, JobPodCounts tally, JobOutcome outcome, bool suspended, DateTimeOffset now)
    {
        var conditions = job.ArrayAt("status", "conditions");
        var result = conditions is null ? [] : conditions.DeepClone().AsArray();
        if (suspended)
            result = result.With(Condition("Suspended", "True", "JobSuspended", "Job suspended"), now);
        else if (result.Find("Suspended") is not null)
            result = result.With(Condition("Suspended", "False", "JobResumed", "Job resumed"), now);
        if (!outcome.Ends)
            return result;
        result = result.With(Condition(outcome.Succeeded ? "SuccessCriteriaMet" : "FailureTarget", "True", outcome.Reason, outcome.Message), now);
        // The final condition is set when every pod is gone and counted, and the status shows that.
        return tally.Active.Count + tally.Terminating.Count == 0 && tally.IsSettled(job) && job.LongAt("status", "terminating") is null or 0
            ? result.With(Condition(outcome.Succeeded ? "Complete" : "Failed", "True", outcome.Reason, outcome.Message), now)
            : result;
    }

    private static JsonObject Condition(string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
    };

    private static void Set(JsonObject status, string key, long value)
    {
        if (value == 0)
            status.Remove(key);
        else
            status[key] = value;
    }

    private static void Note(JsonObject uncounted, string key, IEnumerable<string> uids)
    {
        if (uids.ToJsonArray() is { Count: > 0 } noted)
            uncounted[key] = noted;
    }
}
