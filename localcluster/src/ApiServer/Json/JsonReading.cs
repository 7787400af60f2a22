using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>A parsed document and the paths of the keys that appeared twice (the last one wins, as in Go).</summary>
internal sealed record ParsedJson(JsonNode? Root, IReadOnlyList<string> DuplicatePaths);

/// <summary>
/// Parses JSON into nodes at once. <see cref="JsonNode.Parse(string, JsonNodeOptions?, JsonDocumentOptions)"/> would fill nodes lazily on
/// first access, which is a write during a read: stored objects are read by many threads at a time.
/// </summary>
internal static class JsonReading
{
    /// <summary>Of a document.</summary>
    public const int MaxDepth = 512;

    public static ParsedJson Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        var trail = new Trail();
        reader.Read();
        var root = ReadValue(ref reader, trail);
        if (reader.Read())
            throw new JsonException("invalid character after top-level value");
        return new ParsedJson(root, trail.Duplicates);
    }

    /// <summary>The node again, with every value in the form that <see cref="Parse"/> makes.</summary>
    public static JsonNode? Normalize(JsonNode? node) => node is null ? null : Parse(WireJson.Write(node)).Root;

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, Trail trail) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader, trail),
        JsonTokenType.StartArray => ReadArray(ref reader, trail),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.Number => reader.TryGetInt64(out var whole) ? JsonValue.Create(whole) : ReadFraction(reader.GetDouble()),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        _ => null,
    };

    /// <summary>A number without a fraction is an integer, however it was written (1.0, 1e3).</summary>
    private static JsonValue ReadFraction(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 9e15 ? JsonValue.Create((long)value) : JsonValue.Create(value);

    private static JsonObject ReadObject(ref Utf8JsonReader reader, Trail trail)
    {
        var result = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = JsonNames.Read(ref reader);
            reader.Read();
            trail.Enter(name);
            var isDuplicate = result.ContainsKey(name);
            if (isDuplicate)
                trail.AddDuplicate();
            var value = ReadValue(ref reader, trail);
            if (isDuplicate)
                result[name] = value;
            else
                result.Add(name, value);
            trail.Leave();
        }

        return result;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, Trail trail)
    {
        var result = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            trail.Enter(result.Count);
            result.Add(ReadValue(ref reader, trail));
            trail.Leave();
        }

        return result;
    }

    /// <summary>Where in the document the reader is; spelled out only for a key that appeared twice, of which there is hardly ever one.</summary>
    private sealed class Trail
    {
        private readonly List<(string? Name, int Index)> _steps = [];

        public List<string> Duplicates { get; } = [];

        public void Enter(string name) => _steps.Add((name, 0));

        public void Enter(int index) => _steps.Add((null, index));

        public void Leave() => _steps.RemoveAt(_steps.Count - 1);

        public void AddDuplicate()
        {
            var path = "";
            foreach (var (name, index) in _steps)
                path += name is null ? $"[{index}]" : path.Length == 0 ? name : $".{name}";
            Duplicates.Add(path);
        }
    }
}
