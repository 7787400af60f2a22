using System.Globalization;
using System.Text;
using System.Text.Json;

namespace October.Tasks.Messages;

/// <summary>JSON as Python shows it, which is how Celery's events and tools show values.</summary>
internal static class PythonRepr
{
    private const int Longest = 1024;

    /// <summary>Of one JSON value, cut where it gets long.</summary>
    public static string Of(ReadOnlySpan<byte> json) => Of(json, isTuple: false);

    /// <summary>Of a JSON array as Python's tuple.</summary>
    public static string OfTuple(ReadOnlySpan<byte> json) => Of(json, isTuple: true);

    /// <summary>Of a text.</summary>
    public static string OfText(string text)
    {
        var result = new StringBuilder();
        Append(result, text);
        return Cut(result);
    }

    private static string Of(ReadOnlySpan<byte> json, bool isTuple)
    {
        var result = new StringBuilder();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        var (isFirst, afterName, members) = (true, false, 0);
        while (result.Length <= Longest && reader.Read())
        {
            var isEnd = reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
            if (!isFirst && !afterName && !isEnd)
                result.Append(", ");
            if (reader.CurrentDepth == 1 && !isEnd)
                members++;
            if (isTuple && reader.CurrentDepth == 0)
                result.Append(!isEnd ? "(" : members == 1 ? ",)" : ")");
            else
                Append(result, ref reader);
            afterName = reader.TokenType == JsonTokenType.PropertyName;
            isFirst = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        }

        return Cut(result);
    }

    private static void Append(StringBuilder result, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Append(result, Text(ref reader));
                result.Append(": ");
                break;
            case JsonTokenType.String:
                Append(result, Text(ref reader));
                break;
            case JsonTokenType.True:
                result.Append("True");
                break;
            case JsonTokenType.False:
                result.Append("False");
                break;
            case JsonTokenType.Null:
                result.Append("None");
                break;
            // Numbers and brackets are the same in both.
            default:
                result.Append(Encoding.UTF8.GetString(reader.ValueSpan));
                break;
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of surrogates: shown as it was written.
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static void Append(StringBuilder result, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        result.Append(quote);
        foreach (var character in text)
        {
            if (result.Length > Longest)
                break;
            _ = character switch
            {
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                _ when character == quote => result.Append('\\').Append(quote),
                _ when char.IsControl(character) => result.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => result.Append(character),
            };
        }

        result.Append(quote);
    }

    private static string Cut(StringBuilder result) => result.Length <= Longest ? result.ToString() : result.ToString(0, Longest) + "...";
}
