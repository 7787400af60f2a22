using System.Buffers;
using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>From the bytes on a queue to a <see cref="TaskMessage"/>.</summary>
internal static class EnvelopeReader
{
    private const int MaxDepth = 128;

    /// <exception cref="MessageFormatException">The bytes are not a JSON task of protocol version 2.</exception>
    public static TaskMessage Read(ReadOnlyMemory<byte> envelope)
    {
        try
        {
            return Envelope(envelope.Span);
        }
        catch (Exception exception)
            when (exception is not MessageFormatException && exception is (JsonException or FormatException or InvalidOperationException))
        {
            throw new MessageFormatException($"not a task envelope: {exception.Message}", exception);
        }
    }

    private static TaskMessage Envelope(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new MessageFormatException("not a task envelope: not a JSON object");
        byte[]? base64 = null;
        string? contentType = null, contentEncoding = null;
        TaskMessage? headers = null;
        var properties = new DeliveryProperties();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("body"u8))
                base64 = Bytes(ref reader);
            else if (reader.ValueTextEquals("content-type"u8))
                contentType = Text(ref reader);
            else if (reader.ValueTextEquals("content-encoding"u8))
                contentEncoding = Text(ref reader);
            else if (reader.ValueTextEquals("headers"u8))
                headers = HeaderReader.Read(ref reader);
            else if (reader.ValueTextEquals("properties"u8))
                properties = DeliveryProperties.Read(ref reader);
            else
                reader.Skip();
        }

        while (reader.Read())
        {
            // Whatever follows the object is an error of the reader's own.
        }

        if (contentType is not "application/json")
            throw new MessageFormatException($"content type \"{contentType}\" is not supported; send tasks with the json serializer");
        if (contentEncoding is not (null or "utf-8" or "utf8" or "us-ascii"))
            throw new MessageFormatException($"content encoding \"{contentEncoding}\" is not supported; send utf-8");
        if (headers is null)
            throw new MessageFormatException("no header \"task\": only message protocol version 2 is supported (task_protocol = 2)");
        if (base64 is null)
            throw new MessageFormatException("the envelope has no body");
        var body = properties.Base64 ? Decode(base64) : base64;
        var (args, kwargs, embed) = BodyParts(body);
        return headers with { Args = args, Kwargs = kwargs, Embed = embed, Priority = properties.Priority, Queue = properties.RoutingKey ?? headers.Queue };
    }

    private static byte[] Bytes(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            throw new MessageFormatException("the envelope's body is not a string");
        var bytes = new byte[reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length];
        var length = reader.CopyString(bytes);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    private static byte[] Decode(byte[] base64)
    {
        var status = System.Buffers.Text.Base64.DecodeFromUtf8InPlace(base64, out var length);
        return status == OperationStatus.Done
            ? base64.AsSpan(0, length).ToArray()
            : throw new MessageFormatException("the envelope's body is not base64");
    }

    /// <summary>The body is <c>[args, kwargs, embed]</c>; each part is kept as it was written.</summary>
    private static (ReadOnlyMemory<byte> Args, ReadOnlyMemory<byte> Kwargs, ReadOnlyMemory<byte> Embed) BodyParts(byte[] body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new MessageFormatException("the body is not a JSON array [args, kwargs, embed]");
        var args = Part(ref reader, body, JsonTokenType.StartArray, "args is not a list");
        var kwargs = Part(ref reader, body, JsonTokenType.StartObject, "kwargs is not a map");
        ReadOnlyMemory<byte> embed = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var part = body.AsMemory(start, (int)reader.BytesConsumed - start);
            // What nothing follows, as Celery and this library write it, is known without being read again.
            if (part.Span is not [(byte)'n', ..] && !part.Span.SequenceEqual(JsonText.EmptyEmbed) && !part.Span.SequenceEqual(JsonText.CelerysEmptyEmbed))
                embed = part;
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.EndArray || reader.Read())
            throw new MessageFormatException("the body has more than [args, kwargs, embed]");
        return (args, kwargs, embed);
    }

    private static ReadOnlyMemory<byte> Part(ref Utf8JsonReader reader, byte[] body, JsonTokenType type, string otherwise)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new MessageFormatException($"the body's {otherwise}");
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body.AsMemory(start, (int)reader.BytesConsumed - start);
    }

    internal static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            reader.Skip();
        return null;
    }
}
