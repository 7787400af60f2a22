using System.Text.Json.Nodes;

namespace October.Cli.Apps;

/// <summary>The differences between two JSON trees, one line per leaf, by path. Pure.</summary>
internal static class SpecDiff
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
                    Flatten(path.Length == 0 ? key : $"{path}.{key}", value, leaves);
                break;
            case JsonArray { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                    Flatten($"{path}[{(list[i] is JsonObject named && named["name"] is JsonValue name ? name.ToString() : i)}]", list[i], leaves);
                break;
            default:
                leaves[path] = node.ToJsonString();
                break;
        }
    }
}

/// <summary>One field that differs; null where it is not set.</summary>
internal sealed record SpecChange(string Path, string? From, string? To);
