using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.Objects;
using static October.LocalCluster.Tables.CommonColumns;

namespace October.LocalCluster.Tables;

/// <summary>Columns of the batch group.</summary>
internal static class BatchColumns
{
    public static IReadOnlyList<Column> Job { get; } =
    [
        Name,
        Text("Status", "Status of the job.", Status),
        Text("Completions", "Number of the succeeded pods", Completions),
        Text("Duration", "Time required to complete the job.", Duration),
        Age,
        .. PodTemplate(["spec", "template"], ["spec", "selector"]),
    ];

    public static IReadOnlyList<Column> CronJob { get; } =
    [
        Name,
        Text("Schedule", "The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.", o => o.StringAt("spec", "schedule")),
        Text("Timezone", "The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones.", o => OrNone(o.StringAt("spec", "timeZone"))),
        new("Suspend", "boolean", "This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.", (o, _) => o.BoolAt("spec", "suspend") is { } s ? (s ? "True" : "False") : "<unset>"),
        Number("Active", "integer", "A list of pointers to currently running jobs.", o => o.ArrayAt("status", "active")?.Count ?? 0),
        Text("Last Schedule", "Information when was the last time the job was successfully scheduled.", (o, now) => o.StringAt("status", "lastScheduleTime") is { } t ? HumanDuration.Since(t, now) : "<none>"),
        Age,
        .. PodTemplate(["spec", "jobTemplate", "spec", "template"], ["spec", "jobTemplate", "spec", "selector"]),
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
        foreach (var (type, text) in (ReadOnlySpan<(string, string)>)[("Suspended", "Suspended"), ("FailureTarget", "FailureTarget"), ("SuccessCriteriaMet", "SuccessCriteriaMet")])
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
