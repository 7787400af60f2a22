using System.Text.Json;

namespace October.Tasks.Control;

/// <summary>A remote control command of Celery's, as it comes through the workers' pidbox (<c>kombu.pidbox</c>).</summary>
/// <param name="Method">For example <c>ping</c> or <c>revoke</c>.</param>
/// <param name="Arguments">By name.</param>
internal sealed record ControlCommand(string Method, IReadOnlyDictionary<string, JsonElement> Arguments)
{
    /// <summary>The exchange of commands to workers.</summary>
    public const string Exchange = "celery.pidbox";

    private const int LongestMethod = 200;

    /// <summary>Nobody comes so far by counting, and the clock can still go on from there.</summary>
    private const long LatestClock = 1L << 53;

    /// <summary>Names of the workers that are meant; empty for all.</summary>
    public IReadOnlyList<string> Destination { get; init; } = [];

    /// <summary>A pattern of the names of the workers that are meant, with its kind; null for all.</summary>
    public (string Pattern, string Matcher)? Pattern { get; init; }

    /// <summary>Where an answer is awaited: exchange, routing key and ticket; null when none is.</summary>
    public (string Exchange, string RoutingKey, string? Ticket)? Reply { get; init; }

    /// <summary>The sender's logical clock.</summary>
    public long Clock { get; init; }

    /// <exception cref="CommandException">The pattern of names cannot be used.</exception>
    public bool IsFor(string node) =>
        Destination.Count > 0 ? Destination.Contains(node, StringComparer.Ordinal)
        : Pattern is not var (pattern, matcher) || NodePattern.Fits(node, pattern, matcher);

    /// <summary>Null for what is no command.</summary>
    public static ControlCommand? Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            using var outer = JsonDocument.Parse(envelope);
            using var inner = JsonDocument.Parse(outer.RootElement.GetProperty("body").GetBytesFromBase64());
            var command = inner.RootElement;
            if (Text(command, "method") is not { Length: > 0 and <= LongestMethod } method)
                return null;
            var pattern = (Pattern: Text(command, "pattern"), Matcher: Text(command, "matcher"));
            return new ControlCommand(method, ReadArguments(command))
            {
                Destination = Texts(command, "destination"),
                Pattern = pattern is ({ Length: > 0 }, { Length: > 0 }) ? pattern! : null,
                Reply = ReadReply(command),
                Clock = ReadClock(outer.RootElement),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Publishes to Celery's workers, and October's, that a task is revoked.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="terminate">Whether it is also stopped when it runs.</param>
    public static byte[] Revoke(string taskId, bool terminate) => BroadcastMessage.Write(Exchange, "", 0, json =>
    {
        json.WriteStartObject();
        json.WriteString("method"u8, "revoke"u8);
        json.WriteStartObject("arguments"u8);
        json.WriteString("task_id"u8, taskId);
        json.WriteBoolean("terminate"u8, terminate);
        json.WriteEndObject();
        json.WriteNull("destination"u8);
        json.WriteNull("pattern"u8);
        json.WriteNull("matcher"u8);
        json.WriteEndObject();
    });

    private static Dictionary<string, JsonElement> ReadArguments(JsonElement command)
    {
        var arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (command.TryGetProperty("arguments", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in given.EnumerateObject())
                arguments[argument.Name] = argument.Value.Clone();
        }

        return arguments;
    }

    private static long ReadClock(JsonElement envelope) =>
        envelope.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
        && headers.TryGetProperty("clock", out var clock) && clock.ValueKind == JsonValueKind.Number && clock.TryGetInt64(out var value)
            ? Math.Clamp(value, 0, LatestClock)
            : 0;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>One text or a list of them.</summary>
    private static string[] Texts(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) ? []
        : value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")],
            _ => [],
        };

    private static (string, string, string?)? ReadReply(JsonElement command) =>
        command.TryGetProperty("reply_to", out var reply) && reply.ValueKind == JsonValueKind.Object
        && Text(reply, "exchange") is { } exchange && Text(reply, "routing_key") is { } routingKey
            ? (exchange, routingKey, Text(command, "ticket"))
            : null;
}
