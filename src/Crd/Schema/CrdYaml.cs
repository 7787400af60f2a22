using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace October.Crd.Schema;

/// <summary>Deterministic YAML for files under config/: the same object gives the same bytes.</summary>
public static class CrdYaml
{
    /// <summary>Writes any Kubernetes object; keys keep the order of its JSON, strings are quoted whenever YAML could read them as something else.</summary>
    public static string Write(JsonNode node)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(Convert(node))).Save(text, assignAnchors: false);
        // The stream ends a document with "...", which no one writes by hand.
        return text.ToString().Replace("\n...\n", "\n", StringComparison.Ordinal);
    }

    private static YamlNode Convert(JsonNode? node) => node switch
    {
        JsonObject map => new YamlMappingNode(map.SelectMany(pair => new[] { Text(pair.Key), Convert(pair.Value) })),
        JsonArray list => new YamlSequenceNode(list.Select(Convert)),
        JsonValue value when value.TryGetValue<string>(out var text) => Text(text),
        null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(node.ToJsonString()),
    };

    private static YamlScalarNode Text(string text) => new(text)
    {
        Style = Plain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted,
    };

    private static bool Plain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '.')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ' ' or '(' or ')')
        && text[^1] != ' '
        && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N")
        && !double.TryParse(text, out _);
}
