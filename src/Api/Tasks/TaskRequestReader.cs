using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using October.Tasks.Client;
using October.Tasks.Redis;

namespace October.Api.Tasks;

/// <summary>Reads the body of <c>POST /tasks/{name}</c>: JSON in UTF-8, each name once, and nothing but the fields it knows.</summary>
internal static class TaskRequestReader
{
    // Which of two values under one name a reader takes differs from reader to reader.
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private const int MaxDepth = 100;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private static readonly ReadOnlyMemory<byte> NoArgs = "[]"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> NoKwargs = "{}"u8.ToArray();

    /// <param name="body">The body.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="TaskRequestException">The body does not fit.</exception>
    public static TaskRequest Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        if (!Utf8.IsValid(body.Span))
            throw new TaskRequestException("The body is not UTF-8.");
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return new TaskRequest(NoArgs, NoKwargs, new EnqueueOptions());
        try
        {
            if (HasHalfOfAPair(body.Span))
                throw new TaskRequestException("The body has a string that is not valid UTF-16: one half of a pair of surrogates.");
            using var document = JsonDocument.Parse(body, Json);
            return Root(document.RootElement, now);
        }
        catch (JsonException exception)
        {
            throw new TaskRequestException($"The body is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>True when an escape in a string, or in a name, is one half of a pair of surrogates: JSON allows it, and no text of .NET can be that.</summary>
    private static bool HasHalfOfAPair(ReadOnlySpan<byte> json)
    {
        // Nearly every body has none of these escapes.
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            try
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }

        return false;
    }

    private static TaskRequest Root(JsonElement root, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new TaskRequestException("""The body must be an object such as {"args":[2,3]}.""");
        var (args, kwargs, options) = (NoArgs, NoKwargs, new EnqueueOptions());
        foreach (var property in root.EnumerateObject().Where(static property => !IsAbsent(property)))
        {
            switch (property.Name)
            {
                case "args":
                    args = Raw(property, JsonValueKind.Array, "a list");
                    break;
                case "kwargs":
                    kwargs = Raw(property, JsonValueKind.Object, "an object");
                    break;
                case "options":
                    Raw(property, JsonValueKind.Object, "an object");
                    options = Consistent(Options(property.Value, now));
                    break;
                default:
                    throw new TaskRequestException($"Unknown field \"{property.Name}\"; the body has args, kwargs and options.");
            }
        }

        return new TaskRequest(args, kwargs, options);
    }

    /// <summary>Null is as good as nothing.</summary>
    private static bool IsAbsent(JsonProperty property) => property is { Name: "args" or "kwargs" or "options", Value.ValueKind: JsonValueKind.Null };

    private static ReadOnlyMemory<byte> Raw(JsonProperty property, JsonValueKind kind, string name) =>
        property.Value.ValueKind == kind
            ? JsonMarshal.GetRawUtf8Value(property.Value).ToArray()
            : throw new TaskRequestException($"\"{property.Name}\" must be {name}.");

    private static EnqueueOptions Options(JsonElement json, DateTimeOffset now)
    {
        var options = new EnqueueOptions();
        foreach (var option in json.EnumerateObject().Where(static option => option.Value.ValueKind != JsonValueKind.Null))
        {
            options = option.Name switch
            {
                "queue" => options with { Queue = Queue(option) },
                "priority" => options with { Priority = Whole(option, 0, 9) },
                "eta" => options with { Eta = Soon(option, now) },
                "countdown" => options with { Countdown = Seconds(option) },
                "expires" => options with { Expires = Time(option) },
                "max_retries" => options with { MaxRetries = Whole(option, 0, 1000) },
                "retry_delay" => options with { RetryDelay = Seconds(option) },
                "max_retry_delay" => options with { MaxRetryDelay = Seconds(option) },
                "ignore_result" => options with { IgnoreResult = Flag(option) },
                "time_limit" => options with { HardTimeLimit = Seconds(option) },
                "soft_time_limit" => options with { SoftTimeLimit = Seconds(option) },
                "task_id" => options with { TaskId = Text(option) },
                _ => throw new TaskRequestException(
                    $"Unknown option \"{option.Name}\"; there are queue, priority, eta, countdown, expires, max_retries, retry_delay, max_retry_delay, "
                        + "ignore_result, time_limit, soft_time_limit and task_id."),
            };
        }

        return options;
    }

    /// <exception cref="TaskRequestException">Two options contradict each other.</exception>
    private static EnqueueOptions Consistent(EnqueueOptions options)
    {
        if (options is { Eta: not null, Countdown: not null })
            throw new TaskRequestException("Options \"eta\" and \"countdown\" exclude each other.");
        if (options.SoftTimeLimit >= options.HardTimeLimit)
            throw new TaskRequestException("Option \"soft_time_limit\" must be below \"time_limit\".");
        if (options.RetryDelay > options.MaxRetryDelay)
            throw new TaskRequestException("Option \"retry_delay\" must be at most \"max_retry_delay\".");
        if (options.Eta >= options.Expires)
            throw new TaskRequestException("Option \"eta\" must be before \"expires\".");
        return options;
    }

    private static string Text(JsonProperty option) =>
        option.Value.ValueKind == JsonValueKind.String && option.Value.GetString() is { } text && TaskText.Fits(text)
            ? text
            : throw Bad(option, $"a string of {TaskText.Rule}");

    private static string Queue(JsonProperty option) =>
        QueueName.Problem(Text(option)) is { } problem ? throw new TaskRequestException($"Option \"queue\" {problem}.") : Text(option);

    private static int Whole(JsonProperty option, int min, int max) =>
        option.Value.ValueKind == JsonValueKind.Number && option.Value.TryGetInt32(out var value) && value >= min && value <= max
            ? value
            : throw Bad(option, $"a whole number from {min} to {max}");

    private static TimeSpan Seconds(JsonProperty option) =>
        option.Value.ValueKind == JsonValueKind.Number && option.Value.TryGetDouble(out var value) && value is > 0 and <= TaskRequestOptions.Year
            ? TimeSpan.FromSeconds(value)
            : throw Bad(option, "a number of seconds, above 0 and at most a year");

    /// <summary>A time without an offset is one of UTC, as Celery takes it, whatever the zone of this machine is.</summary>
    private static DateTimeOffset Time(JsonProperty option)
    {
        if (option.Value.ValueKind == JsonValueKind.String && option.Value.TryGetDateTime(out var time) && time.Kind == DateTimeKind.Unspecified)
            return new DateTimeOffset(time, TimeSpan.Zero);
        return option.Value.ValueKind == JsonValueKind.String && option.Value.TryGetDateTimeOffset(out var value)
            ? value
            : throw Bad(option, "a time such as \"2026-01-31T12:00:00Z\"");
    }

    /// <summary>A time for which a message may wait in Redis.</summary>
    private static DateTimeOffset Soon(JsonProperty option, DateTimeOffset now) =>
        Time(option) is var time && time - now <= TimeSpan.FromSeconds(TaskRequestOptions.Year) ? time : throw Bad(option, "a time at most a year from now");

    private static bool Flag(JsonProperty option) => option.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad(option, "true or false"),
    };

    private static TaskRequestException Bad(JsonProperty option, string expected) => new($"Option \"{option.Name}\" must be {expected}.");
}
