using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>What the CronJob controller does next: pure (kubernetes/pkg/controller/cronjob).</summary>
internal static class CronJobDecision
{
    private const string ScheduledTime = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    public static Decision Decide(JsonObject cronJob, IReadOnlyList<JsonObject> jobsOfNamespace, DateTimeOffset now)
    {
        if (cronJob.IsTerminating())
            return Decision.Nothing;
        CronSchedule schedule;
        try
        {
            schedule = CronSchedule.Of(cronJob);
        }
        catch (FormatException exception)
        {
            return Decision.Of(
                new Write.Emit(cronJob, "Warning", "UnparseableSchedule", $"unparseable schedule: {cronJob.StringAt("spec", "schedule")} : {exception.Message}")
            );
        }

        var jobs = jobsOfNamespace.Where(j => j.IsControlledBy(cronJob)).OrderBy(j => j.Created()).ThenBy(j => j.Name(), StringComparer.Ordinal).ToList();
        var active = jobs.Where(j => !HasEnded(j)).ToList();
        var writes = Completions(cronJob, jobs).Concat(History(cronJob, jobs)).ToList();
        var status = Status(cronJob, jobs, active);
        var due = Due(cronJob, schedule, LastScheduled(cronJob, jobs), active, now);
        if (due is { } time)
        {
            if (cronJob.StringAt("spec", "concurrencyPolicy") == "Replace")
                writes.AddRange(active.Select(j => new Write.Delete(ResourceTypes.Jobs, j, "Background")));
            // The status is written when the Job is there to be named in it.
            var job = Build(cronJob, time);
            writes.Add(new Write.Create(ResourceTypes.Jobs, job));
            writes.Add(new Write.Emit(cronJob, "Normal", "SuccessfulCreate", $"Created job {job.Name()}"));
        }
        else if (Write.Status(ResourceTypes.CronJobs, cronJob, status) is { } change)
        {
            writes.Add(change);
        }

        var next = cronJob.BoolAt("spec", "suspend") == true ? null : schedule.Next(now);
        return new Decision(writes, next - now);
    }

    private static bool HasEnded(JsonObject job) => job.IsTrue("Complete") || job.IsTrue("Failed");

    /// <summary>The last due time that a Job was made for: the newest Job says it, also before the status does.</summary>
    private static DateTimeOffset? LastScheduled(JsonObject cronJob, List<JsonObject> jobs) => jobs
        .Select(j => ObjectMeta.ParseTime(j.Annotations()?[ScheduledTime].AsString()))
        .Append(ObjectMeta.ParseTime(cronJob.StringAt("status", "lastScheduleTime")))
        .Max();

    private static DateTimeOffset? Due(JsonObject cronJob, CronSchedule schedule, DateTimeOffset? last, List<JsonObject> active, DateTimeOffset now)
    {
        if (cronJob.BoolAt("spec", "suspend") == true)
            return null;
        var after = last ?? cronJob.Created();
        if (cronJob.LongAt("spec", "startingDeadlineSeconds") is { } deadline && now.AddSeconds(-deadline) > after)
            after = now.AddSeconds(-deadline);
        if (after >= now || schedule.LastDue(after, now) is not { } due)
            return null;
        return active.Count > 0 && cronJob.StringAt("spec", "concurrencyPolicy") == "Forbid" ? null : due;
    }

    private static IEnumerable<Write> Completions(JsonObject cronJob, List<JsonObject> jobs)
    {
        var known = cronJob.ArrayAt("status", "active").Objects().Select(a => a.StringAt("uid")).ToHashSet(StringComparer.Ordinal);
        return jobs.Where(j => HasEnded(j) && known.Contains(j.Uid())).Select(j => new Write.Emit(
            cronJob, "Normal", "SawCompletedJob", $"Saw completed job: {j.Name()}, condition: {(j.IsTrue("Complete") ? "Complete" : "Failed")}"));
    }

    private static IEnumerable<Write> History(JsonObject cronJob, List<JsonObject> jobs)
    {
        IEnumerable<JsonObject> Surplus(string condition, long keep)
        {
            var ended = jobs.Where(j => j.IsTrue(condition) && !j.IsTerminating()).ToList();
            return ended.Take((int)Math.Max(0, ended.Count - keep));
        }

        return Surplus("Complete", cronJob.LongAt("spec", "successfulJobsHistoryLimit") ?? 3)
            .Concat(Surplus("Failed", cronJob.LongAt("spec", "failedJobsHistoryLimit") ?? 1))
            .SelectMany(j => (Write[])
            [
                new Write.Delete(ResourceTypes.Jobs, j, "Background"), new Write.Emit(cronJob, "Normal", "SuccessfulDelete", $"Deleted job {j.Name()}"),
            ]);
    }

    private static JsonObject Status(JsonObject cronJob, List<JsonObject> jobs, List<JsonObject> active)
    {
        var status = cronJob.ObjectAt("status")?.Clone() ?? [];
        if (active.Count == 0)
        {
            status.Remove("active");
        }
        else
        {
            var known = status.ArrayAt("active").Objects().ToDictionary(a => a.StringAt("uid") ?? "", StringComparer.Ordinal);
            status["active"] = new JsonArray([.. active.Select(j => known.GetValueOrDefault(j.Uid())?.DeepClone() ?? new JsonObject
            {
                ["kind"] = "Job",
                ["namespace"] = j.Namespace(),
                ["name"] = j.Name(),
                ["uid"] = j.Uid(),
                ["apiVersion"] = "batch/v1",
                ["resourceVersion"] = j.ResourceVersion(),
            })]);
        }

        if (LastScheduled(cronJob, jobs) is { } scheduled)
            status["lastScheduleTime"] = scheduled.ToKubernetesTime();

        if (jobs.Where(j => j.IsTrue("Complete")).Select(j => j.StringAt("status", "completionTime")).OfType<string>().Max(StringComparer.Ordinal) is { } last
            && string.CompareOrdinal(last, cronJob.StringAt("status", "lastSuccessfulTime") ?? "") > 0)
            status["lastSuccessfulTime"] = last;
        return status;
    }

    private static JsonObject Build(JsonObject cronJob, DateTimeOffset due)
    {
        var template = cronJob.ObjectAt("spec", "jobTemplate")!;
        var annotations = template.ObjectAt("metadata", "annotations")?.Clone() ?? [];
        annotations[ScheduledTime] = due.ToKubernetesTime();
        var metadata = new JsonObject
        {
            // One name for each due minute: it cannot be started twice.
            ["name"] = string.Create(CultureInfo.InvariantCulture, $"{cronJob.Name()}-{due.ToUnixTimeSeconds() / 60}"),
            ["namespace"] = cronJob.Namespace(),
            ["annotations"] = annotations,
            ["ownerReferences"] = new JsonArray(OwnerReferences.ControllerReference(cronJob)),
        };
        if (template.ObjectAt("metadata", "labels") is { } labels)
            metadata["labels"] = labels.DeepClone();
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = metadata,
            ["spec"] = template.ObjectAt("spec")!.DeepClone(),
        };
    }
}
