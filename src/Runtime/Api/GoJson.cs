using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Runtime.Api;

/// <summary>
/// JSON as the API server writes it itself, by Go's <c>encoding/json</c>: keys in order, and only what has to be is escaped.
/// What is kept as raw text, such as the data of a ControllerRevision, is otherwise another text after any strategic merge patch of its object, and is
/// refused then as immutable: the garbage collector could not orphan it (<c>kubectl delete --cascade=orphan</c>).
/// What is applied is read as YAML, which knows no pairs of escapes for one character (an emoji), and no control characters that are not escaped.
/// </summary>
internal static class GoJson
{
    /// <summary>As text.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject map:
                Write(text, '{', map.OrderBy(static pair => pair.Key, StringComparer.Ordinal), '}', pair =>
                {
                    Write(text, pair.Key);
                    text.Append(':');
                    Write(text, pair.Value);
                });
                break;
            case JsonArray list:
                Write(text, '[', list, ']', item => Write(text, item));
                break;
            case var value when value.GetValueKind() == JsonValueKind.String:
                Write(text, value.GetValue<string>());
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static void Write<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                text.Append(',');
            first = false;
            write(item);
        }

        text.Append(close);
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            _ = unit switch
            {
                '"' or '\\' => text.Append('\\').Append(unit),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when IsEscaped(unit) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => text.Append(unit),
            };
        }

        text.Append('"');
    }

    private static bool IsEscaped(char unit) =>
        unit is < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' or (>= '\u007f' and <= '\u009f') or '\ufeff' or >= '\ufffe';
}
