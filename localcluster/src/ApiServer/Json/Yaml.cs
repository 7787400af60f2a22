using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>YAML to JSON by the rules of <c>sigs.k8s.io/yaml</c>: plain scalars are typed, quoted ones are text.</summary>
public static class Yaml
{
    /// <summary>The first document of the text; null for none.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static JsonNode? ToJson(string text) => Read(text).Root;

    /// <summary>The first document of the text. Most clients send JSON under YAML's name, which is read as the JSON that it is: ten times as fast.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    internal static ParsedJson Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("{"u8))
        {
            if (YamlText.Problem(utf8) is { } problem)
                throw new YamlException(problem);
            try
            {
                return JsonReading.Parse(utf8);
            }
            catch (JsonException)
            {
                // A flow mapping, or broken: YAML's parser says which.
            }
        }

        return Read(Encoding.UTF8.GetString(utf8));
    }

    /// <summary>The first document of the text.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    internal static ParsedJson Read(string text)
    {
        var duplicates = new List<string>();
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        if (!parser.Accept<DocumentStart>(out _))
            return new ParsedJson(null, duplicates);
        parser.Consume<DocumentStart>();
        var anchors = new Dictionary<AnchorName, JsonNode?>();
        return new ParsedJson(ReadNode(parser, "", duplicates, anchors), duplicates);
    }

    private static JsonNode? ReadNode(Parser parser, string path, List<string> duplicates, Dictionary<AnchorName, JsonNode?> anchors)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.GetValueOrDefault(alias.Value)?.DeepClone();
        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        JsonNode? node;
        if (parser.TryConsume<Scalar>(out var scalar))
            node = ReadScalar(scalar);
        else if (parser.TryConsume<SequenceStart>(out _))
            node = ReadSequence(parser, path, duplicates, anchors);
        else
            node = ReadMapping(parser, path, duplicates, anchors);
        if (!anchor.IsEmpty)
            anchors[anchor] = node;
        return node;
    }

    private static JsonArray ReadSequence(Parser parser, string path, List<string> duplicates, Dictionary<AnchorName, JsonNode?> anchors)
    {
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
            array.Add(ReadNode(parser, $"{path}[{array.Count}]", duplicates, anchors));
        return array;
    }

    private static JsonObject ReadMapping(Parser parser, string path, List<string> duplicates, Dictionary<AnchorName, JsonNode?> anchors)
    {
        parser.Consume<MappingStart>();
        var result = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>().Value;
            var childPath = path.Length == 0 ? key : $"{path}.{key}";
            if (result.ContainsKey(key))
                duplicates.Add(childPath);
            result[key] = ReadNode(parser, childPath, duplicates, anchors);
        }

        return result;
    }

    private static JsonNode? ReadScalar(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str")
            return JsonValue.Create(scalar.Value);
        return scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "on" or "On" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "no" or "No" or "off" or "Off" => JsonValue.Create(false),
            var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            var text when IsFraction(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(
                number),
            var text => JsonValue.Create(text),
        };
    }

    private static bool IsFraction(string text) => text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E') && text.Any(char.IsAsciiDigit);
}
