using Cronos;

namespace October.Tasks.Schedules;

/// <summary>A task that is sent again and again: at the times of a cron expression in a time zone, or at an interval.</summary>
public sealed record TaskSchedule
{
    /// <summary>The shortest interval.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private readonly CronExpression? _expression;

    /// <summary>Its name, of which the ids of its tasks are made.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>The cron expression of five fields, or a macro such as <c>@daily</c>; null for an interval.</summary>
    /// <exception cref="CronFormatException">It cannot be read.</exception>
    public string? Cron
    {
        get;
        init
        {
            field = value;
            _expression = value is null ? null : CronExpression.Parse(value);
        }
    }

    /// <summary>The interval, counted from the beginning of 1970 in UTC, so that every worker knows the same times; null for a cron expression.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The zone of the cron expression.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The positional arguments: a JSON array in UTF-8.</summary>
    public ReadOnlyMemory<byte> Args { get; init; } = "[]"u8.ToArray();

    /// <summary>The keyword arguments: a JSON object in UTF-8.</summary>
    public ReadOnlyMemory<byte> Kwargs { get; init; } = "{}"u8.ToArray();

    /// <summary>The queue.</summary>
    public string Queue { get; init; } = "celery";

    /// <summary>Celery's priority, 0 to 9.</summary>
    public int Priority { get; init; }

    /// <summary>What becomes of times that no worker was there for.</summary>
    public MissedPolicy Missed { get; init; }

    /// <summary>The first time after another; null when there is none, or none before the end of the calendar.</summary>
    /// <param name="time">Not among them.</param>
    public DateTimeOffset? Next(DateTimeOffset time) =>
        Every is { } every ? NextInterval(time, every)
        // In a zone the last hours of the calendar are beyond it.
        : time.UtcDateTime.Year == DateTimeOffset.MaxValue.Year ? null
        : _expression?.GetNextOccurrence(time, TimeZone)?.ToUniversalTime();

    private static DateTimeOffset? NextInterval(DateTimeOffset time, TimeSpan every)
    {
        // The sum of a late time and a long interval is no time, and too large for 64 bits.
        Int128 since = (time - DateTimeOffset.UnixEpoch).Ticks;
        var count = since / every.Ticks - (since % every.Ticks < 0 ? 1 : 0) + 1;
        var ticks = DateTimeOffset.UnixEpoch.Ticks + count * every.Ticks;
        return ticks > DateTimeOffset.MaxValue.Ticks ? null : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }
}
