using System.Text.Json;

namespace October.Tasks.Messages.Headers;

/// <summary>What a sender wants to be shown of its task in place of its name and arguments: they may be secret.</summary>
/// <param name="Shadow">In place of the name, or null.</param>
/// <param name="Args">In place of the positional arguments, or null.</param>
/// <param name="Kwargs">In place of the keyword arguments, or null.</param>
internal readonly record struct HeaderTexts(string? Shadow, string? Args, string? Kwargs)
{
    /// <summary>So much of each is shown: a sender may write any length, and it is answered, and sent on, again and again.</summary>
    private const int Longest = 1024;

    /// <summary>Reads an envelope that <see cref="EnvelopeReader"/> has read.</summary>
    public static HeaderTexts Read(ReadOnlySpan<byte> envelope)
    {
        var texts = default(HeaderTexts);
        var reader = new Utf8JsonReader(envelope, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isHeaders = reader.ValueTextEquals("headers"u8);
                reader.Read();
                if (!isHeaders || reader.TokenType != JsonTokenType.StartObject)
                    reader.Skip();
                else
                    texts = Headers(ref reader);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Shown without them.
        }

        return texts;
    }

    private static HeaderTexts Headers(ref Utf8JsonReader reader)
    {
        string? shadow = null, args = null, kwargs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("shadow"u8))
                shadow = Text(ref reader);
            else if (reader.ValueTextEquals("argsrepr"u8))
                args = Text(ref reader);
            else if (reader.ValueTextEquals("kwargsrepr"u8))
                kwargs = Text(ref reader);
            else
                reader.Skip();
        }

        return new HeaderTexts(shadow, args, kwargs);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            reader.Skip();
        // A text that is none must not be taken for absent: then what it stands in place of would be shown.
        var text = reader.TokenType == JsonTokenType.String ? WholeText.Of(ref reader) : null;
        if (text is not { Length: > Longest })
            return text;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest), "...");
    }
}
