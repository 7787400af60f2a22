using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>The parts of a decoded body of protocol version 2; each is kept as it was written.</summary>
internal static class BodyReader
{
    private const string Shape = "the body is not a JSON array [args, kwargs, embed]";

    public static (ReadOnlyMemory<byte> Args, ReadOnlyMemory<byte> Kwargs, ReadOnlyMemory<byte> Embed) Read(byte[] body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new MessageFormatException(Shape);
        var args = Part(ref reader, body, JsonTokenType.StartArray, "args is not a list");
        var kwargs = Part(ref reader, body, JsonTokenType.StartObject, "kwargs is not a map");
        ReadOnlyMemory<byte> embed = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
                throw new MessageFormatException("the body's embed is not a map");
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var part = body.AsMemory(start, (int)reader.BytesConsumed - start);
            // What nothing follows, as Celery and this library write it, is known without being read again.
            if (part.Span is not [(byte)'n', ..] && !part.Span.SequenceEqual(JsonText.EmptyEmbed) && !part.Span.SequenceEqual(JsonText.CelerysEmptyEmbed))
                embed = Embed(part);
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

    /// <summary>What follows a task is read once it has ended: what cannot be read then is refused before it starts.</summary>
    private static ReadOnlyMemory<byte> Embed(ReadOnlyMemory<byte> embed)
    {
        JsonDocument.Parse(embed, new JsonDocumentOptions { MaxDepth = EnvelopeReader.MaxDepth, AllowDuplicateProperties = false }).Dispose();
        return embed;
    }
}
