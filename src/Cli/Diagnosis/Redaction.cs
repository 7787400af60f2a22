using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace October.Cli.Diagnosis;

/// <summary>Takes out of an object what should not leave the cluster: Secrets' values, and values of variables that sound secret. Pure.</summary>
internal static partial class Redaction
{
    private const string Hidden = "(redacted)";

    /// <summary>A copy without secrets and without the noise of field ownership.</summary>
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
            copy[key] = (key is "data" or "stringData" && (string?)map["kind"] == "Secret") || (Sounds().IsMatch(key) && value is JsonValue)
                ? Hide(value)
                : Of(value);
        }

        // An environment variable, { name, value }; one that ends in _FILE holds a path.
        if (
            map["name"] is JsonValue name
            && Sounds().IsMatch(name.ToString())
            && !name.ToString().EndsWith("_FILE", StringComparison.OrdinalIgnoreCase)
            && map["value"] is not null)
            copy["value"] = Hidden;
        return copy;
    }

    private static JsonNode? Hide(JsonNode? value) => value is JsonObject map
        ? new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Hidden)))
        : Hidden;

    [GeneratedRegex(
        "(password|passwd|secret$|token$|api_?key|credential|private_?key)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Sounds();
}
