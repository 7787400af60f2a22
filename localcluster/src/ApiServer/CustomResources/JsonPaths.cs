using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>The subset of kubectl's JSONPath that printer columns and scale paths use: fields, indices, wildcards and equality filters.</summary>
internal static partial class JsonPaths
{
    /// <summary>The keys of a plain path such as <c>.spec.replicas</c>.</summary>
    public static string[] Fields(string path) => [.. path.TrimStart('.').Split('.')];

    /// <summary>The first value that the path selects, or null.</summary>
    public static JsonNode? First(JsonNode? root, string path) => Select(root, path).FirstOrDefault();

    public static IEnumerable<JsonNode?> Select(JsonNode? root, string path)
    {
        IEnumerable<JsonNode?> nodes = [root];
        foreach (Match step in StepPattern().Matches(path))
        {
            if (step.Groups["field"] is { Success: true } field)
                nodes = nodes.Select(n => n.At(Unescape(field.Value))).Where(n => n is not null);
            else if (step.Groups["quoted"] is { Success: true } quoted)
                nodes = nodes.Select(n => n.At(Unescape(quoted.Value))).Where(n => n is not null);
            else if (step.Groups["index"] is { Success: true } index)
                nodes = nodes.Select(n => At(n, int.Parse(index.Value, CultureInfo.InvariantCulture))).Where(n => n is not null);
            else if (step.Groups["key"] is { Success: true } key)
                nodes = nodes.SelectMany(n => Filter(n, key.Value, step.Groups["value"].Value));
            else
                nodes = nodes.SelectMany(Children);
        }

        return nodes;
    }

    private static JsonNode? At(JsonNode? node, int index) =>
        node is JsonArray list && (index < 0 ? index + list.Count : index) is var at && at >= 0 && at < list.Count ? list[at] : null;

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonArray list => list,
        JsonObject map => map.Select(p => p.Value),
        _ => [],
    };

    private static IEnumerable<JsonNode?> Filter(JsonNode? node, string key, string value) =>
        Children(node).Where(child => First(child, key) is { } found && (found.AsString() ?? found.ToJsonString()) == value);

    private static string Unescape(string field) => field.Replace("\\.", ".").Replace("\\/", "/");

    [GeneratedRegex(
        """\.?\[\?\(\s*@(?<key>[^=!<>]+?)\s*==\s*['"]?(?<value>[^'")]*)['"]?\s*\)\]|\[['"](?<quoted>[^'"]+)['"]\]|\[(?<index>-?\d+)\]|\[\*\]|\.\*|"""
            + """\.(?<field>(\\.|[^.\[\\])+)""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StepPattern();
}
