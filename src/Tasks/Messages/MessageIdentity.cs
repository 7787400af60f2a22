using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Messages;

/// <summary>Whose message it is, and who waits for its task, of one that cannot be read: what is left of it to say so.</summary>
internal static class MessageIdentity
{
    private static readonly string[] Waiting = ["callbacks", "errbacks", "chain", "chord"];

    /// <summary>The task's id, name, relations and what follows it, without arguments; null when not even an id can be found.</summary>
    public static TaskMessage? Of(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            var message = LenientJson.Parse(envelope.Span);
            var headers = Member(message, "headers");
            var body = Body(message, headers);
            var id = Text(headers, "id") ?? Text(body, "id") ?? Text(Member(message, "properties"), "correlation_id");
            return id is { Length: > 0 } ? Message(id, headers, body) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TaskMessage Message(string id, JsonNode? headers, JsonNode? body) => new()
    {
        Id = id,
        Task = Text(headers, "task") ?? Text(body, "task") ?? "",
        IgnoreResult = Member(headers, "ignore_result")?.GetValueKind() == JsonValueKind.True,
        RootId = Text(headers, "root_id"),
        ParentId = Text(headers, "parent_id"),
        GroupId = Text(headers, "group") ?? Text(body, "taskset"),
        GroupIndex = Member(headers, "group_index") is JsonValue index && int.TryParse(index.ToJsonString(), CultureInfo.InvariantCulture, out var place)
            ? place
            : null,
        Embed = Embed(body),
    };

    /// <summary>What follows the task: the third part of a body of protocol version 2, or members of one of version 1.</summary>
    private static ReadOnlyMemory<byte> Embed(JsonNode? body)
    {
        var embed = body is JsonArray { Count: > 2 } parts ? parts[2] : body;
        return embed is JsonObject members && Array.Exists(Waiting, name => members[name] is not null)
            ? Encoding.UTF8.GetBytes(new JsonObject(Waiting.Select(name => KeyValuePair.Create(name, members[name]?.DeepClone()))).ToJsonString())
            : default(ReadOnlyMemory<byte>);
    }

    private static JsonNode? Body(JsonNode? envelope, JsonNode? headers)
    {
        try
        {
            return Text(envelope, "body") is { } text
                ? LenientJson.Parse(BodyDecoder.Decode(
                    Encoding.UTF8.GetBytes(text), Text(Member(envelope, "properties"), "body_encoding") == "base64", Text(headers, "compression")))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or MessageFormatException or InvalidOperationException)
        {
            // The headers say whose it is, whatever the body is.
            return null;
        }
    }

    private static JsonNode? Member(JsonNode? json, string name) => json is JsonObject members ? members[name] : null;

    private static string? Text(JsonNode? json, string name) =>
        Member(json, name) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
