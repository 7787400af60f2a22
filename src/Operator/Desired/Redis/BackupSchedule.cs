using Cronos;
using October.Common.Time;

namespace October.Operator.Desired.Redis;

/// <summary>
/// When a CronJob's schedule is due, as the cluster reads it (kubernetes.io/docs/concepts/workloads/controllers/cron-jobs). Null wherever it cannot be
/// told here: a form that only the cluster knows, a time zone that this machine does not have.
/// </summary>
internal static class BackupSchedule
{
    private const int Occurrences = 370;

    /// <summary>What one run may take: an hour until it starts, and an hour then.</summary>
    private static readonly TimeSpan OneRun = TimeSpan.FromHours(2);

    /// <summary>Schedules are measured from a fixed day on: what comes of it must not change by itself.</summary>
    private static readonly DateTimeOffset SomeDay = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How old the newest backup may become while all goes as it should.</summary>
    public static TimeSpan? StaleAfter(string schedule, string? timeZone) => LongestPause(schedule, timeZone, SomeDay) + OneRun;

    /// <summary>The first time after <paramref name="after"/>.</summary>
    public static DateTimeOffset? Next(string schedule, string? timeZone, DateTimeOffset after) =>
        Parse(schedule) is { } any && Zone(timeZone) is { } zone ? any.Select(one => one.GetNextOccurrence(after, zone)).Min() : null;

    /// <summary>The longest time between two backups that the schedule asks for, of the next few hundred after <paramref name="from"/>.</summary>
    public static TimeSpan? LongestPause(string schedule, string? timeZone, DateTimeOffset from)
    {
        TimeSpan? longest = null;
        var before = Next(schedule, timeZone, from);
        for (var i = 0; i < Occurrences && before is { } start && Next(schedule, timeZone, start) is { } next; i++, before = next)
            longest = longest > next - start ? longest : next - start;
        return longest;
    }

    private static List<CronExpression>? Parse(string schedule)
    {
        var any = new List<CronExpression>();
        foreach (var expression in KubernetesCron.Expressions(schedule))
        {
            if (!CronExpression.TryParse(expression, out var cron))
                return null;
            any.Add(cron);
        }

        return any;
    }

    private static TimeZoneInfo? Zone(string? name) =>
        name is null ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : null;
}
