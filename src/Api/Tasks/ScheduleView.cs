using System.Text.Json;
using System.Text.Json.Serialization;
using October.Tasks.Configuration;
using October.Tasks.Schedules;

namespace October.Api.Tasks;

/// <summary>A schedule of the workers.</summary>
internal sealed record ScheduleView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The task that is sent.</summary>
    public required string Task { get; init; }

    /// <summary>The positional arguments.</summary>
    public required JsonElement Args { get; init; }

    /// <summary>The keyword arguments.</summary>
    public required JsonElement Kwargs { get; init; }

    /// <summary>The queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The cron expression; null for an interval.</summary>
    public string? Cron { get; init; }

    /// <summary>The zone of the cron expression.</summary>
    [JsonPropertyName("time_zone")]
    public string? TimeZone { get; init; }

    /// <summary>The interval, such as 5m; null for a cron expression.</summary>
    public string? Every { get; init; }

    /// <summary>once or skip: what becomes of times at which no worker ran.</summary>
    public required string Missed { get; init; }

    /// <summary>True while nothing is sent.</summary>
    public bool Paused { get; init; }

    /// <summary>The last time that was due while a worker ran.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>The next time.</summary>
    public DateTimeOffset? Next { get; init; }

    public static ScheduleView Of(ScheduleState state) => new()
    {
        Name = state.Schedule.Name,
        Task = state.Schedule.Task,
        Args = Json(state.Schedule.Args),
        Kwargs = Json(state.Schedule.Kwargs),
        Queue = state.Schedule.Queue,
        Cron = state.Schedule.Cron,
        TimeZone = state.Schedule.Cron is null ? null : state.Schedule.TimeZone.Id,
        Every = state.Schedule.Every is { } every ? Durations.Format(every) : null,
        Missed = state.Schedule.Missed == MissedPolicy.Skip ? "skip" : "once",
        Paused = state.IsPaused,
        Last = state.Last,
        Next = state.Next,
    };

    private static JsonElement Json(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }
}
