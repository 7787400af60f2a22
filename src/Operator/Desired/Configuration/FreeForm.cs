using System.Text.Json;
using System.Text.Json.Nodes;
using October.Crd;

namespace October.Operator.Desired.Configuration;

/// <summary>
/// Parts of Kubernetes objects that the schema of an app takes as they are. Reading them is strict: a misspelt field must not be dropped in silence.
/// </summary>
internal static class FreeForm
{
    /// <param name="json">What the user wrote.</param>
    /// <param name="path">Where in the spec.</param>
    /// <param name="what">What it should be, and where to look it up; ends a sentence.</param>
    /// <exception cref="FormatException">It is something else; the message names the field.</exception>
    public static T Read<T>(string json, string path, string what)
        where T : notnull
    {
        try
        {
            var given = JsonNode.Parse(json)!;
            var read = OctoberJson.Read<T>(given);
            if (Lost(given, OctoberJson.Node(read), path) is { } field)
                throw new FormatException($"{field} is not a field of {what}");
            return read;
        }
        catch (JsonException exception)
        {
            var problem = exception.InnerException is FormatException known ? known.Message : $"has another type in {what}";
            throw new FormatException($"{path}{exception.Path?.TrimStart('$')} {problem}", exception);
        }
    }

    /// <summary>Path of the first field that typed reading loses.</summary>
    private static string? Lost(JsonNode? given, JsonNode? read, string path) => (given, read) switch
    {
        (JsonObject map, JsonObject known) => map.Where(pair => pair.Value is not null)
            .Select(pair => known.ContainsKey(pair.Key) ? Lost(pair.Value, known[pair.Key], $"{path}.{pair.Key}") : $"{path}.{pair.Key}")
            .FirstOrDefault(found => found is not null),
        (JsonArray list, JsonArray known) => list.Zip(known)
            .Select((pair, at) => Lost(pair.First, pair.Second, $"{path}[{at}]"))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };
}
