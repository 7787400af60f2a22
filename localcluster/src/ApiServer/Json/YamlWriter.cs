using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.LocalCluster.ApiServer.Json;

/// <summary>Writes JSON as block-style YAML; strings that YAML would read as something else are quoted as JSON.</summary>
internal static class YamlWriter
{
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        WriteNode(text, node, 0);
        return text.ToString();
    }

    private static void WriteNode(StringBuilder text, JsonNode? node, int indent)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } value:
                foreach (var (key, child) in value)
                {
                    text.Append(' ', indent).Append(Scalar(key)).Append(':');
                    WriteChild(text, child, child is JsonArray ? indent : indent + 2);
                }

                break;
            case JsonArray { Count: > 0 } array:
                foreach (var item in array)
                {
                    text.Append(' ', indent).Append('-');
                    if (item is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                    {
                        var nested = new StringBuilder();
                        WriteNode(nested, item, indent + 2);
                        text.Append(' ').Append(nested, indent + 2, nested.Length - indent - 2);
                    }
                    else
                    {
                        WriteChild(text, item, indent + 2);
                    }
                }

                break;
            default:
                text.Append(' ', indent);
                text.Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void WriteChild(StringBuilder text, JsonNode? child, int indent)
    {
        if (child is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            WriteNode(text, child, indent);
        }
        else
        {
            text.Append(' ').Append(Inline(child)).Append('\n');
        }
    }

    private static string Inline(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => node.AsString() is { } text ? Scalar(text) : node.ToJsonString(),
    };

    private static string Scalar(string text) => IsPlain(text) ? text : $"\"{JsonEncodedText.Encode(text)}\"";

    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
        && text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
}
