using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Messages;

internal static class JsonText
{
    public static readonly ReadOnlyMemory<byte> EmptyArray = "[]"u8.ToArray();

    public static readonly ReadOnlyMemory<byte> EmptyObject = "{}"u8.ToArray();

    /// <summary>What Celery puts after args and kwargs when there is no workflow.</summary>
    public static ReadOnlySpan<byte> CelerysEmptyEmbed => """{"callbacks": null, "errbacks": null, "chain": null, "chord": null}"""u8;

    /// <summary>The same without spaces.</summary>
    public static ReadOnlySpan<byte> EmptyEmbed => """{"callbacks":null,"errbacks":null,"chain":null,"chord":null}"""u8;

    /// <summary>Reads the result of another task, which becomes an argument of the next.</summary>
    /// <exception cref="FormatException">It has a number that JSON has not: Python writes such, and nothing else would be the same argument.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonNode? ParseResult(ReadOnlySpan<byte> json)
    {
        try
        {
            return Parse(json);
        }
        catch (JsonException exception) when (json.IndexOf("NaN"u8) >= 0 || json.IndexOf("Infinity"u8) >= 0)
        {
            throw new FormatException("a result has NaN or an infinity, which JSON has not", exception);
        }
    }

    /// <summary>Reads JSON that an envelope has brought, or that a handler has made of it: as deep as an envelope's may be.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = EnvelopeReader.MaxDepth });
}
