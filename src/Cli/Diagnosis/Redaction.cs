using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace October.Cli.Diagnosis;

/// <summary>Redacts Secrets' values, and values of fields and variables with names like password or token. Pure.</summary>
internal static partial class Redaction
{
    private const string Redacted = "(redacted)";

    /// <summary>A copy without secrets and without managedFields.</summary>
    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject map => Map(map),
        JsonArray list => new JsonArray([.. list.Select(Of)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject Map(JsonObject map)
    {
        var copy = new JsonObject();
        foreach (var (key, value) in map)
        {
            if (key == "managedFields")
                continue;
            copy[key] = (key is "data" or "stringData" && (string?)map["kind"] == "Secret") || (SecretName().IsMatch(key) && value is JsonValue)
                ? Redact(value)
                : Of(value);
        }

        // An environment variable, { name, value }; one that ends in _FILE holds a path.
        if (
            map["name"] is JsonValue name
            && SecretName().IsMatch(name.ToString())
            && !name.ToString().EndsWith("_FILE", StringComparison.OrdinalIgnoreCase)
            && map["value"] is not null)
            copy["value"] = Redacted;
        return copy;
    }

    private static JsonNode? Redact(JsonNode? value) => value is JsonObject map
        ? new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Redacted)))
        : Redacted;

    [GeneratedRegex(
        "(password|passwd|secret$|token$|api_?key|credential|private_?key)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
