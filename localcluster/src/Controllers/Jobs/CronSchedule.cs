using System.Text.Json.Nodes;
using Cronos;
using October.Common.Time;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers.Jobs;

/// <summary>When a CronJob is due.</summary>
internal sealed record CronSchedule(IReadOnlyList<CronExpression> Any, TimeZoneInfo Zone)
{
    /// <summary>More missed times than this are not counted one by one.</summary>
    private const int MaxMissed = 100;

    /// <exception cref="FormatException">The schedule or the time zone cannot be understood; the message says so.</exception>
    public static CronSchedule Of(JsonObject cronJob)
    {
        try
        {
            return new CronSchedule(
                [.. KubernetesCron.Expressions(cronJob.StringAt("spec", "schedule") ?? "").Select(static one => CronExpression.Parse(one))],
                cronJob.StringAt("spec", "timeZone") is { Length: > 0 } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc);
        }
        catch (Exception exception) when (exception is CronFormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>The last time after <paramref name="after"/> that is due at <paramref name="now"/>.</summary>
    public DateTimeOffset? LastDue(DateTimeOffset after, DateTimeOffset now)
    {
        DateTimeOffset? last = null;
        var missed = 0;
        for (var time = Next(after); time is { } due && due <= now; time = Next(due))
        {
            last = due;
            if (++missed > MaxMissed)
                return LastDue(now.AddTicks((after - now).Ticks / 2), now) ?? last;
        }

        return last;
    }

    /// <summary>The first time after another.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Any.Select(one => one.GetNextOccurrence(after, Zone)).Min();
}
