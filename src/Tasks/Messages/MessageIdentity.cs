using System.Text;
using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>Whose message it is, of one that cannot be read: what is left of it to say so.</summary>
internal static class MessageIdentity
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EnvelopeReader.MaxDepth };

    /// <summary>The task's id, name and relations, without arguments; null when not even an id can be found.</summary>
    public static TaskMessage? Of(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            using var document = JsonDocument.Parse(envelope, Options);
            var headers = Member(document.RootElement, "headers");
            if (Text(headers, "id") is { Length: > 0 } id)
                return Message(id, Text(headers, "task"), headers);
            using var body = Body(document.RootElement, headers);
            var task = body?.RootElement ?? default;
            return (Text(task, "id") ?? Text(Member(document.RootElement, "properties"), "correlation_id")) is { Length: > 0 } other
                ? Message(other, Text(headers, "task") ?? Text(task, "task"), headers)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TaskMessage Message(string id, string? task, JsonElement headers) => new()
    {
        Id = id,
        Task = task ?? "",
        IgnoreResult = Member(headers, "ignore_result").ValueKind == JsonValueKind.True,
        RootId = Text(headers, "root_id"),
        ParentId = Text(headers, "parent_id"),
        GroupId = Text(headers, "group"),
    };

    private static JsonDocument? Body(JsonElement envelope, JsonElement headers)
    {
        try
        {
            return Text(envelope, "body") is { } text
                ? JsonDocument.Parse(
                    BodyDecoder.Decode(
                        Encoding.UTF8.GetBytes(text), Text(Member(envelope, "properties"), "body_encoding") == "base64", Text(headers, "compression")),
                    Options)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or MessageFormatException)
        {
            return null;
        }
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;
}
