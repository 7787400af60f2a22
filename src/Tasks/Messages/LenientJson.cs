using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Messages;

/// <summary>
/// Reads what is refused because it is not quite JSON, as far as it says who waits for its task: Python writes numbers that JSON has not, and takes the last
/// of two values under one name, and has texts that .NET has not.
/// </summary>
internal static class LenientJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EnvelopeReader.MaxDepth };
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = EnvelopeReader.MaxDepth };

    /// <summary>The members of an object that have one of these names, each as its text in JSON. Of the others, whatever they are, nothing is kept.</summary>
    /// <param name="json">JSON as <see cref="WithoutNumbers"/> returns it.</param>
    /// <param name="names">The names.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static Dictionary<string, ReadOnlyMemory<byte>> Members(ReadOnlyMemory<byte> json, params string[] names)
    {
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return found;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Named(ref reader, names);
            reader.Read();
            var value = Value(ref reader, json);
            if (name is not null)
                found[name] = value;
        }

        return found;
    }

    /// <summary>The item of an array at this place, as its text in JSON; empty when there is none.</summary>
    /// <param name="json">As above.</param>
    /// <param name="place">From 0.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ReadOnlyMemory<byte> Item(ReadOnlyMemory<byte> json, int place)
    {
        var reader = new Utf8JsonReader(json.Span, ReaderOptions);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return default;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var value = Value(ref reader, json);
            if (i == place)
                return value;
        }

        return default;
    }

    /// <summary>The JSON, with its escapes as they stand where a text has half a surrogate pair.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, Options);
        return Copy(document.RootElement);
    }

    private static string? Named(ref Utf8JsonReader reader, string[] names)
    {
        // No name that is looked for needs an escape, and what is escaped may be no text.
        if (reader.ValueIsEscaped)
            return null;
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
                return name;
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Value(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>The text with null for NaN and the infinities.</summary>
    public static byte[] WithoutNumbers(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("NaN"u8) < 0 && text.IndexOf("Infinity"u8) < 0)
            return text.ToArray();
        var result = new List<byte>(text.Length);
        var isText = false;
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text[i..];
            var length = isText ? 0 : rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (length > 0)
            {
                result.AddRange("null"u8);
                i += length - 1;
                continue;
            }

            result.Add(text[i]);
            if (text[i] == '"')
                isText = !isText;
            else if (isText && text[i] == '\\' && i + 1 < text.Length)
                result.Add(text[++i]);
        }

        return [.. result];
    }

    private static JsonNode? Copy(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (var member in json.EnumerateObject())
                    copy[Name(member)] = Copy(member.Value);
                return copy;
            case JsonValueKind.Array:
                return new JsonArray([.. json.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return JsonValue.Create(Text(json));
            default:
                return JsonNode.Parse(json.GetRawText());
        }
    }

    private static string Text(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(text)[1..^1]);
        }
    }

    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }
}
