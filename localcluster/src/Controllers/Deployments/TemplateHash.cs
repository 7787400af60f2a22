using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.Controllers.Deployments;

/// <summary>The label <c>pod-template-hash</c>: FNV-1a over the canonical template, in letters that cannot form words.</summary>
internal static class TemplateHash
{
    public const string Label = "pod-template-hash";
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static string Of(JsonObject template, long collisions)
    {
        var text = new StringBuilder();
        Write(template, text);
        if (collisions > 0)
            text.Append(CultureInfo.InvariantCulture, $"#{collisions}");
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
            hash = unchecked((hash ^ b) * 16777619u);
        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(c => Alphabet[c % Alphabet.Length]));
    }

    /// <summary>Two templates are the same when only the hash label differs.</summary>
    public static bool SameTemplate(JsonObject? left, JsonObject? right) => WithoutLabel(left).DeepEqual(WithoutLabel(right));

    private static JsonObject? WithoutLabel(JsonObject? template)
    {
        if (template.ObjectAt("metadata", "labels") is not { } labels || !labels.ContainsKey(Label))
            return template;
        var copy = template!.Clone();
        copy["metadata"]!["labels"]!.AsObject().Remove(Label);
        return copy;
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject value:
                text.Append('{');
                foreach (var (key, child) in value.OrderBy(p => p.Key, StringComparer.Ordinal))
                {
                    text.Append(key).Append(':');
                    Write(child, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonArray array:
                text.Append('[');
                foreach (var child in array)
                {
                    Write(child, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}
