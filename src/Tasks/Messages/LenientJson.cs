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

    /// <summary>The JSON, with null for NaN and the infinities, and with its escapes as they stand where a text has half a surrogate pair.</summary>
    /// <exception cref="JsonException">It is not even that.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> text)
    {
        using var document = JsonDocument.Parse(WithoutNumbers(text), Options);
        return Copy(document.RootElement);
    }

    private static byte[] WithoutNumbers(ReadOnlySpan<byte> text)
    {
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
