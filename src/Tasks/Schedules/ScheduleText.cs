using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cronos;
using October.Tasks.Configuration;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Schedules;

/// <summary>Reads and writes schedules as JSON: a list of objects, which the settings have, and the workers announce one by one.</summary>
public static class ScheduleText
{
    private const int LongestName = 100;

    private static readonly string[] Fields = ["name", "task", "cron", "every", "timeZone", "args", "kwargs", "queue", "priority", "missed"];

    /// <summary>How deep a schedule's arguments may be nested.</summary>
    private const int MaxDepth = 100;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>What was read can be written.</summary>
    private static readonly JsonSerializerOptions Written = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a list of schedules.</summary>
    /// <param name="json">The list.</param>
    /// <param name="queue">The queue of those that name none.</param>
    /// <exception cref="FormatException">It cannot be used; the message says why.</exception>
    public static IReadOnlyList<TaskSchedule> ReadAll(string json, string queue = "celery")
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new FormatException("is no list");
            var schedules = document.RootElement.EnumerateArray().Select(one => Read(one, queue)).ToArray();
            var twice = schedules.GroupBy(static one => one.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
            return twice is null ? schedules : throw new FormatException($"has the name \"{twice.Key}\" twice");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"is not JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // JSON, and half a surrogate pair in it.
            throw new FormatException($"has a text that is none: {exception.Message}", exception);
        }
    }

    /// <summary>Writes one schedule.</summary>
    internal static string Write(TaskSchedule schedule) => new JsonObject
    {
        ["name"] = schedule.Name,
        ["task"] = schedule.Task,
        ["cron"] = schedule.Cron,
        ["every"] = schedule.Every is { } every ? Durations.Format(every) : null,
        ["timeZone"] = schedule.TimeZone.Id,
        ["args"] = JsonNode.Parse(schedule.Args.Span, documentOptions: Options),
        ["kwargs"] = JsonNode.Parse(schedule.Kwargs.Span, documentOptions: Options),
        ["queue"] = schedule.Queue,
        ["priority"] = schedule.Priority,
        ["missed"] = schedule.Missed == MissedPolicy.Skip ? "skip" : "once",
    }.ToJsonString(Written);

    private static TaskSchedule Read(JsonElement json, string queue)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "name") is not { Length: > 0 and <= LongestName } name || !IsName(name))
            throw new FormatException($"has a schedule without a name of 1 to {LongestName} letters, digits and ._- in ASCII, other than . and ..");
        if (json.EnumerateObject().FirstOrDefault(static field => !Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw new FormatException($"has the schedule \"{name}\" with an unknown field \"{unknown.Name}\"; there are {string.Join(", ", Fields)}");
        try
        {
            var schedule = new TaskSchedule
            {
                Name = name,
                Task = Text(json, "task") is { Length: > 0 } task ? task : throw new FormatException("needs the name of a task"),
                Cron = Text(json, "cron"),
                Every = Text(json, "every") is { } every ? Interval(every) : null,
                TimeZone = Text(json, "timeZone") is { } zone ? Zone(zone) : TimeZoneInfo.Utc,
                Args = Raw(json, "args", JsonValueKind.Array, "a list") ?? "[]"u8.ToArray(),
                Kwargs = Raw(json, "kwargs", JsonValueKind.Object, "an object") ?? "{}"u8.ToArray(),
                Queue = Text(json, "queue") ?? queue,
                Priority = Priority(json),
                Missed = Text(json, "missed") switch
                {
                    null or "once" => MissedPolicy.Once,
                    "skip" => MissedPolicy.Skip,
                    _ => throw new FormatException("has missed, which must be once or skip"),
                },
            };
            if (schedule.Cron is null == schedule.Every is null)
                throw new FormatException("needs either cron or every");
            if (QueueName.Problem(schedule.Queue) is { } problem)
                throw new FormatException($"names a queue whose name {problem}");
            return schedule;
        }
        catch (FormatException exception)
        {
            var reason = exception is CronFormatException ? $"has a cron expression that cannot be read: {exception.Message.TrimEnd('.')}" : exception.Message;
            throw new FormatException($"has the schedule \"{name}\", which {reason}", exception);
        }
    }

    /// <summary>A path of the api has it, in which . and .. mean something else.</summary>
    private static bool IsName(string text) => text is not ("." or "..") && text.All(IsAllowed);

    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';

    private static TimeSpan Interval(string text) =>
        Durations.TryParse(text, out var every) && every >= TaskSchedule.ShortestInterval
            ? TimeSpan.FromMilliseconds(Math.Round(every.TotalMilliseconds))
            : throw new FormatException("has every, which must be a duration of at least 1s, such as 30s, 5m or 1h");

    private static TimeZoneInfo Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new FormatException($"has the time zone \"{name}\", which this machine does not know");

    private static int Priority(JsonElement json) =>
        !json.TryGetProperty("priority", out var value) || value.ValueKind == JsonValueKind.Null ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var priority) && priority is >= 0 and <= 9 ? priority
        : throw new FormatException("has priority, which must be a whole number from 0 to 9");

    private static string? Text(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"has {name}, which must be a text");

    /// <exception cref="FormatException">It has half of a pair of surrogates: it could be sent, and neither announced nor shown.</exception>
    private static string Whole(string json) => WholeText.Json(json) == json
        ? json
        : throw new FormatException("has a text that is none: one half of a pair of surrogates");

    private static byte[]? Raw(JsonElement json, string name, JsonValueKind kind, string what) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? Encoding.UTF8.GetBytes(Whole(value.GetRawText()))
        : throw new FormatException($"has {name}, which must be {what}");
}
