using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of the batch group.</summary>
internal static class BatchColumns
{
    private const string JobSelector =
        "A label query over pods that should match the pod count. Normally, the system sets this field for you. " +
        "More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors";

    public static IReadOnlyList<Column> Job { get; } =
    [
        Name,
        Text("Status", "Status of the job.", Status),
        Text(
            "Completions",
            "The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to "
                + "scale down of elastic indexed jobs.",
            Completions),
        Text("Duration", "Time required to complete the job.", Duration),
        Age,
        .. PodTemplate(["spec", "template"], ["spec", "selector"], JobSelector),
    ];

    public static IReadOnlyList<Column> CronJob { get; } =
    [
        Name,
        Text("Schedule", "The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.", o => o.StringAt("spec", "schedule")),
        Text(
            "Timezone",
            "The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default "
                + "to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the "
                + "system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide "
                + "time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the "
                + "lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system "
                + "event with the reason UnknownTimeZone. More information can be found in "
                + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones",
            o => OrNone(o.StringAt("spec", "timeZone"))),
        new(
            "Suspend",
            "boolean",
            "This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.",
            (o, _) => o.BoolAt("spec", "suspend") is { } s ? (s ? "True" : "False") : "<unset>"),
        Number("Active", "integer", "A list of pointers to currently running jobs.", o => o.ArrayAt("status", "active")?.Count ?? 0),
        Text(
            "Last Schedule",
            "Information when was the last time the job was successfully scheduled.",
            (o, now) => o.StringAt("status", "lastScheduleTime") is { } t ? HumanDuration.Since(t, now) : "<none>"),
        Age,
        .. PodTemplate(["spec", "jobTemplate", "spec", "template"], ["spec", "jobTemplate", "spec", "selector"], JobSelector),
    ];

    private static string Status(JsonObject job)
    {
        foreach (var (type, text) in (ReadOnlySpan<(string, string)>)[("Complete", "Complete"), ("Failed", "Failed")])
        {
            if (HasCondition(job, type))
                return text;
        }

        if (job.IsTerminating())
            return "Terminating";
        foreach (
            var (type, text) in (ReadOnlySpan<(string, string)>)
                [("Suspended", "Suspended"), ("FailureTarget", "FailureTarget"), ("SuccessCriteriaMet", "SuccessCriteriaMet")]
        )
        {
            if (HasCondition(job, type))
                return text;
        }

        return "Running";
    }

    private static bool HasCondition(JsonObject job, string type) =>
        job.ArrayAt("status", "conditions").Objects().Any(c => c.StringAt("type") == type && c.StringAt("status") == "True");

    private static string Completions(JsonObject job)
    {
        var succeeded = job.LongAt("status", "succeeded") ?? 0;
        if (job.LongAt("spec", "completions") is { } completions)
            return $"{succeeded}/{completions}";
        var parallelism = job.LongAt("spec", "parallelism") ?? 0;
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(JsonObject job, DateTimeOffset now)
    {
        if (Time(job.StringAt("status", "startTime")) is not { } start)
            return "";
        return HumanDuration.Format((Time(job.StringAt("status", "completionTime")) ?? now) - start);
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
