using System.Text.Json;
using System.Text.Json.Nodes;
using October.Tasks.Messages.Headers;

namespace October.Tasks.Messages;

/// <summary>
/// Celery's message protocol, version 1: the whole task is a map in the body. Read as Celery does, as a message of version 2, in which what the envelope's
/// own headers say comes first.
/// </summary>
internal static class ProtocolOne
{
    private static readonly string[] Names =
        ["task", "id", "retries", "eta", "expires", "timelimit", "root_id", "parent_id", "group", "shadow", "origin", "ignore_result"];

    /// <summary>Reads a message whose envelope names no task in its headers.</summary>
    /// <param name="body">The decoded body.</param>
    /// <param name="headers">The envelope's headers, as JSON, after a colon perhaps; empty when there are none.</param>
    /// <exception cref="MessageFormatException">It is not of version 1 either.</exception>
    public static TaskMessage Read(byte[] body, ReadOnlySpan<byte> headers)
    {
        if (JsonText.Parse(body) is not JsonObject task || !task.ContainsKey("task"))
            throw new MessageFormatException("no header \"task\", as in message protocol version 2, and no map with a task in the body, as in version 1");
        var all = new JsonObject { ["group"] = task["taskset"]?.DeepClone() };
        foreach (var name in Names.Where(task.ContainsKey))
            all[name] = task[name]?.DeepClone();
        if (task["utc"]?.GetValueKind() == JsonValueKind.False)
        {
            ToUtc(all, "eta");
            ToUtc(all, "expires");
        }

        foreach (var (name, value) in headers.IndexOf((byte)'{') is var start and >= 0 ? JsonText.Parse(headers[start..])!.AsObject() : [])
            all[name] = value?.DeepClone();
        var reader = new Utf8JsonReader(Bytes(all), new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        var message = HeaderReader.Read(ref reader, out _) ?? throw new MessageFormatException("the body's task is not a text");
        return message with
        {
            Args = Part(task["args"] ?? new JsonArray(), JsonValueKind.Array, "args is not a list"),
            Kwargs = Part(task["kwargs"] ?? new JsonObject(), JsonValueKind.Object, "kwargs is not a map"),
            Embed = Embed(task),
        };
    }

    /// <summary>A time of the sender's own zone, which Celery takes for the worker's.</summary>
    private static void ToUtc(JsonObject task, string name)
    {
        if (task[name]?.GetValueKind() == JsonValueKind.String)
            task[name] = CeleryTime.Header(CeleryTime.ParseLocal(task[name]!.GetValue<string>()));
    }

    private static ReadOnlyMemory<byte> Part(JsonNode part, JsonValueKind kind, string otherwise) =>
        part.GetValueKind() == kind ? Bytes(part) : throw new MessageFormatException($"the body's {otherwise}");

    private static ReadOnlyMemory<byte> Embed(JsonObject task)
    {
        string[] names = ["callbacks", "errbacks", "chord"];
        if (names.All(name => task[name] is null or JsonArray { Count: 0 }))
            return default;
        return Bytes(new JsonObject([.. names.Select(name => KeyValuePair.Create(name, task[name]?.DeepClone()))]));
    }

    private static byte[] Bytes(JsonNode json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            json.WriteTo(writer);
        return stream.ToArray();
    }
}
