using System.Text.Json;

namespace October.Tasks.Control;

/// <summary>A remote control command of Celery's, as it comes through the workers' pidbox (<c>kombu.pidbox</c>).</summary>
/// <param name="Method">For example <c>ping</c> or <c>revoke</c>.</param>
/// <param name="TaskIds">What <c>revoke</c> is about.</param>
/// <param name="Destination">Names of the workers that are meant; null for all.</param>
/// <param name="Reply">Where an answer is awaited: exchange, routing key and ticket; null when none is.</param>
internal sealed record ControlCommand(
    string Method, IReadOnlyList<string> TaskIds, IReadOnlyList<string>? Destination, (string Exchange, string RoutingKey, string Ticket)? Reply)
{
    /// <summary>The exchange of commands to workers.</summary>
    public const string Exchange = "celery.pidbox";

    public bool IsFor(string worker) => Destination is null || Destination.Contains(worker, StringComparer.Ordinal);

    /// <summary>Null for what is no command.</summary>
    public static ControlCommand? Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            using var outer = JsonDocument.Parse(envelope);
            using var inner = JsonDocument.Parse(outer.RootElement.GetProperty("body").GetBytesFromBase64());
            var command = inner.RootElement;
            var arguments = command.TryGetProperty("arguments", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            return command.GetProperty("method").GetString() is { } method
                ? new ControlCommand(method, Texts(arguments, "task_id") ?? [], Texts(command, "destination"), ReadReply(command))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Tells Celery's workers that a task is called off.</summary>
    public static byte[] Revoke(string taskId) => BroadcastMessage.Write(Exchange, "", 0, json =>
    {
        json.WriteStartObject();
        json.WriteString("method"u8, "revoke"u8);
        json.WriteStartObject("arguments"u8);
        json.WriteString("task_id"u8, taskId);
        json.WriteBoolean("terminate"u8, false);
        json.WriteEndObject();
        json.WriteNull("destination"u8);
        json.WriteNull("pattern"u8);
        json.WriteNull("matcher"u8);
        json.WriteEndObject();
    });

    /// <summary>One text or a list of them.</summary>
    private static string[]? Texts(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(static item => item.GetString() ?? "")],
            _ => null,
        };
    }

    private static (string, string, string)? ReadReply(JsonElement command) =>
        command.TryGetProperty("reply_to", out var reply) && reply.ValueKind == JsonValueKind.Object
            ? (
                reply.GetProperty("exchange").GetString() ?? "",
                reply.GetProperty("routing_key").GetString() ?? "",
                command.TryGetProperty("ticket", out var ticket) ? ticket.GetString() ?? "" : "")
            : null;
}
