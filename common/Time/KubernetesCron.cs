namespace October.Common.Time;

/// <summary>
/// How Kubernetes reads a CronJob's schedule, for libraries that read it otherwise: by the rules of crontab, where the day of the month and the day of the week
/// are both restricted, either is enough (kubernetes.io/docs/concepts/workloads/controllers/cron-jobs, github.com/robfig/cron).
/// </summary>
public static class KubernetesCron
{
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;

    /// <summary>The schedules, each restricted to at most one kind of day, any of which is due when that one is.</summary>
    /// <param name="schedule">A cron expression of five fields; anything else is returned as it is.</param>
    public static IReadOnlyList<string> Expressions(string schedule)
    {
        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 5 && IsRestricted(fields[DayOfMonth]) && IsRestricted(fields[DayOfWeek])
            ? [Without(fields, DayOfMonth), Without(fields, DayOfWeek)]
            : [schedule];
    }

    /// <summary>A step of more than one restricts a field, too.</summary>
    private static bool IsRestricted(string field) => !field.Split(',').Any(static part => part is "*" or "?" or "*/1" or "?/1");

    private static string Without(string[] fields, int place) => string.Join(' ', fields.Select((field, i) => i == place ? "*" : field));
}
