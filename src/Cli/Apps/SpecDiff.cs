using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace October.Cli.Apps;

/// <summary>The differences between two JSON trees, one line per leaf, by path. Pure.</summary>
internal static partial class SpecDiff
{
    public static IReadOnlyList<SpecChange> Between(JsonNode? from, JsonNode? to)
    {
        var (before, after) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        Flatten("", from, before);
        Flatten("", to, after);
        return [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(path => new SpecChange(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path)))
            .Where(change => change.From != change.To)];
    }

    private static void Flatten(string path, JsonNode? node, SortedDictionary<string, string> leaves)
    {
        switch (node)
        {
            case null:
                break;
            case JsonObject { Count: > 0 } map:
                foreach (var (key, value) in map)
                    Flatten(path.Length == 0 ? Shown(key) : $"{path}.{Shown(key)}", value, leaves);
                break;
            case JsonArray { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                    Flatten($"{path}[{(list[i] is JsonObject named && named["name"] is JsonValue name ? Shown(name.ToString()) : i)}]", list[i], leaves);
                break;
            default:
                leaves[path] = node.ToJsonString();
                break;
        }
    }

    /// <summary>Keys of parts of any shape are whatever their author wrote: as JSON nothing in them reaches a terminal.</summary>
    private static string Shown(string key) => Plain().IsMatch(key) ? key : JsonValue.Create(key).ToJsonString();

    [GeneratedRegex("^[A-Za-z0-9_./-]+\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}

/// <summary>One field that differs; null where it is not set.</summary>
internal sealed record SpecChange(string Path, string? From, string? To);
