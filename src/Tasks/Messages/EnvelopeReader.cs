using System.Text.Json;
using October.Tasks.Messages.Headers;

namespace October.Tasks.Messages;

/// <summary>From the bytes on a queue to a <see cref="TaskMessage"/>.</summary>
internal static class EnvelopeReader
{
    /// <summary>How deep JSON may be nested.</summary>
    public const int MaxDepth = 128;

    /// <summary>How many bytes a message may have; in base64 its body has 48 MiB then. What is larger is not looked at.</summary>
    public const int Limit = 64 << 20;

    private const string Json = "application/json";

    private const string Utf8 = "utf-8";

    /// <exception cref="MessageFormatException">The bytes are not a JSON task of protocol version 1 or 2.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for it now, which says nothing about the bytes.</exception>
    public static TaskMessage Read(ReadOnlyMemory<byte> envelope)
    {
        if (envelope.Length > Limit)
            throw new MessageFormatException($"the message has {envelope.Length} bytes; the limit is {Limit >> 20} MiB");
        try
        {
            return Envelope(envelope.Span);
        }
#pragma warning disable CA1031 // Whatever it is, it comes of these bytes: they cannot be read.
        catch (Exception exception) when (exception is not (MessageFormatException or OutOfMemoryException))
#pragma warning restore CA1031
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
        string? contentType = null, contentEncoding = null, compression = null;
        TaskMessage? headers = null;
        ReadOnlySpan<byte> rawHeaders = default;
        var properties = new DeliveryProperties();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("body"u8))
                base64 = Bytes(ref reader);
            else if (reader.ValueTextEquals("content-type"u8))
                contentType = Text(ref reader, Json);
            else if (reader.ValueTextEquals("content-encoding"u8))
                contentEncoding = Text(ref reader, Utf8);
            else if (reader.ValueTextEquals("headers"u8))
            {
                var start = (int)reader.BytesConsumed;
                headers = HeaderReader.Read(ref reader, out compression);
                rawHeaders = bytes[start..(int)reader.BytesConsumed];
            }
            else if (reader.ValueTextEquals("properties"u8))
                properties = DeliveryProperties.Read(ref reader);
            else
                reader.Skip();
        }

        while (reader.Read())
        {
            // Whatever follows the object is an error of the reader's own.
        }

        if (contentType is not Json)
            throw new MessageFormatException($"content type \"{contentType}\" is not supported; send tasks with the json serializer");
        if (contentEncoding is not (null or Utf8) && contentEncoding.ToLowerInvariant() is not ("utf-8" or "utf8" or "us-ascii" or "ascii"))
            throw new MessageFormatException($"content encoding \"{contentEncoding}\" is not supported; send utf-8");
        if (base64 is null)
            throw new MessageFormatException("the envelope has no body");
        return Body(BodyDecoder.Decode(base64, properties.Base64, compression), headers, rawHeaders, properties);
    }

    private static TaskMessage Body(byte[] body, TaskMessage? headers, ReadOnlySpan<byte> rawHeaders, DeliveryProperties properties)
    {
        try
        {
            if (headers is null)
            {
                var old = ProtocolOne.Read(body, rawHeaders);
                return old with { Priority = properties.Priority, Queue = properties.RoutingKey ?? old.Queue };
            }

            var (args, kwargs, embed) = BodyReader.Read(body);
            return headers with
            {
                Args = args,
                Kwargs = kwargs,
                Embed = embed,
                Priority = properties.Priority,
                Queue = properties.RoutingKey ?? headers.Queue,
            };
        }
        catch (JsonException exception)
        {
            throw new MessageFormatException($"the body is not JSON: {exception.Message}", exception);
        }
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

    /// <summary>A text; null for a value of another kind.</summary>
    /// <param name="reader">In front of it.</param>
    /// <param name="usual">What it nearly always is, so that it need not be made anew.</param>
    internal static string? Text(ref Utf8JsonReader reader, string? usual = null)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
            return usual is not null && reader.ValueTextEquals(usual) ? usual : reader.GetString();
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            reader.Skip();
        return null;
    }
}
