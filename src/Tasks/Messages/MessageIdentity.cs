using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Members = System.Collections.Generic.Dictionary<string, System.ReadOnlyMemory<byte>>;

namespace October.Tasks.Messages;

/// <summary>Whose message it is, and who waits for its task, of one that cannot be read: what is left of it to say so.</summary>
internal static class MessageIdentity
{
    /// <summary>What follows a task is read so far that texts which are none stand in it as they are; what is longer is taken as it is.</summary>
    private const int Readable = 1 << 20;

    private static readonly string[] Waiting = ["callbacks", "errbacks", "chain", "chord"];

    /// <summary>The task's id, name, relations and what follows it, without arguments; null when not even an id can be found, or what is none.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="withBody">False where the headers say enough: a small body may expand to a large one.</param>
    public static TaskMessage? Of(ReadOnlyMemory<byte> envelope, bool withBody = true)
    {
        try
        {
            var message = LenientJson.Members(LenientJson.WithoutNumbers(envelope.Span), "headers", "properties", "body");
            var headers = LenientJson.Members(
                Member(message, "headers"), "id", "task", "ignore_result", "root_id", "parent_id", "group", "group_index", "compression");
            var properties = LenientJson.Members(Member(message, "properties"), "correlation_id", "body_encoding");
            var body = withBody ? Body(message, headers, properties) : [];
            var id = Text(headers, "id") ?? Text(body, "id") ?? Text(properties, "correlation_id");
            return id is { Length: > 0 } && IdText.Fits(id) ? Message(id, headers, body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TaskMessage Message(string id, Members headers, Members body) => new()
    {
        Id = id,
        Task = Fitting(Text(headers, "task") ?? Text(body, "task")) ?? "",
        IgnoreResult = Member(headers, "ignore_result").Span.SequenceEqual("true"u8),
        RootId = Text(headers, "root_id"),
        ParentId = Text(headers, "parent_id"),
        GroupId = Fitting(Text(headers, "group") ?? Text(body, "taskset")),
        GroupIndex = int.TryParse(Member(headers, "group_index").Span, CultureInfo.InvariantCulture, out var place) ? place : null,
        Embed = Embed(body),
    };

    private static ReadOnlyMemory<byte> Embed(Members members)
    {
        var waiting = Waiting.Where(name => !Member(members, name).Span.SequenceEqual("null"u8) && !Member(members, name).IsEmpty).ToArray();
        if (waiting.Length == 0)
            return default;
        var embed = new ArrayBufferWriter<byte>();
        foreach (var name in waiting)
        {
            embed.Write(embed.WrittenCount == 0 ? "{"u8 : ","u8);
            embed.Write(Encoding.UTF8.GetBytes($"\"{name}\":"));
            var value = members[name];
            embed.Write(value.Length <= Readable ? Encoding.UTF8.GetBytes(LenientJson.Parse(value)!.ToJsonString()) : value.Span);
        }

        embed.Write("}"u8);
        return embed.WrittenMemory;
    }

    /// <summary>What follows the task, the third part of a body of protocol version 2; of one of version 1 what it says besides.</summary>
    private static Members Body(Members message, Members headers, Members properties)
    {
        try
        {
            if (Text(message, "body") is not { } text)
                return [];
            var body = LenientJson.WithoutNumbers(
                BodyDecoder.Decode(Encoding.UTF8.GetBytes(text), Text(properties, "body_encoding") == "base64", Text(headers, "compression")));
            return LenientJson.Item(body, 2) is { IsEmpty: false } third
                ? LenientJson.Members(third, Waiting)
                : LenientJson.Members(body, ["id", "task", "taskset", .. Waiting]);
        }
        catch (Exception exception) when (exception is JsonException or MessageFormatException)
        {
            // The headers say whose it is, whatever the body is.
            return [];
        }
    }

    private static string? Fitting(string? text) => text is not null && IdText.Fits(text) ? text : null;

    private static ReadOnlyMemory<byte> Member(Members members, string name) => members.GetValueOrDefault(name);

    private static string? Text(Members members, string name) =>
        Member(members, name) is { IsEmpty: false } value && value.Span[0] == '"' ? LenientJson.Parse(value)!.GetValue<string>() : null;
}
