using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.Objects;

/// <summary>A parsed document and the paths of the keys that appeared twice (the last one wins, as in Go).</summary>
internal sealed record ParsedJson(JsonNode? Root, IReadOnlyList<string> DuplicatePaths);

/// <summary>
/// Parses JSON into nodes at once. <see cref="JsonNode.Parse(string, JsonNodeOptions?, JsonDocumentOptions)"/> would fill nodes lazily on
/// first access, which is a write during a read: stored objects are read by many threads at a time.
/// </summary>
internal static class JsonReading
{
    private const int MaxDepth = 512;

    public static ParsedJson Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var duplicates = new List<string>();
        reader.Read();
        var root = ReadValue(ref reader, "", duplicates);
        if (reader.Read())
            throw new JsonException("invalid character after top-level value");
        return new ParsedJson(root, duplicates);
    }

    /// <summary>The node again, with every value in the form that <see cref="Parse"/> makes.</summary>
    public static JsonNode? Normalize(JsonNode? node) => node is null ? null : Parse(JsonSerializer.SerializeToUtf8Bytes(node)).Root;

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, string path, List<string> duplicates) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader, path, duplicates),
        JsonTokenType.StartArray => ReadArray(ref reader, path, duplicates),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.Number => reader.TryGetInt64(out var whole) ? JsonValue.Create(whole) : ReadFraction(reader.GetDouble()),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        _ => null,
    };

    /// <summary>A number without a fraction is an integer, however it was written (1.0, 1e3).</summary>
    private static JsonValue ReadFraction(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 9e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private static JsonObject ReadObject(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var childPath = path.Length == 0 ? name : $"{path}.{name}";
            reader.Read();
            if (result.ContainsKey(name))
                duplicates.Add(childPath);
            result[name] = ReadValue(ref reader, childPath, duplicates);
        }

        return result;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            result.Add(ReadValue(ref reader, $"{path}[{result.Count}]", duplicates));
        return result;
    }
}
