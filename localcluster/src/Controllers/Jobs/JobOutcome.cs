using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>Whether a Job is to end, and how: a condition that says why, or nothing yet.</summary>
internal sealed record JobOutcome(bool Succeeded, bool FailedForGood, string Reason, string Message)
{
    public static JobOutcome Open { get; } = new(false, false, "", "");

    public bool Ends => Succeeded || FailedForGood;

    public static JobOutcome Of(JsonObject job, JobPodCounts tally, DateTimeOffset now)
    {
        // Once said, it stays said.
        if (job.Condition("FailureTarget") is { } failing)
            return new JobOutcome(false, true, failing.StringAt("reason") ?? "", failing.StringAt("message") ?? "");
        var done = job.LongAt("spec", "completions") is { } completions
            ? tally.AllSucceeded(job) >= completions
            : tally.AllSucceeded(job) > 0 && tally.Active.Count == 0;
        if (done || job.Condition("SuccessCriteriaMet") is not null)
            return new JobOutcome(true, false, "CompletionsReached", "Reached expected number of succeeded pods");
        var retries = job.StringAt("spec", "template", "spec", "restartPolicy") == "OnFailure" ? tally.Active.Sum(p => p.Restarts()) : 0;
        if (tally.AllFailed(job) + retries > (job.LongAt("spec", "backoffLimit") ?? 6))
            return new JobOutcome(false, true, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        return job.LongAt("spec", "activeDeadlineSeconds") is { } deadline && job.BoolAt("spec", "suspend") != true
            && ObjectMeta.ParseTime(job.StringAt("status", "startTime")) is { } start && start.AddSeconds(deadline) <= now
                ? new JobOutcome(false, true, "DeadlineExceeded", "Job was active longer than specified deadline")
                : Open;
    }
}
