using System.Globalization;
using System.Text.Json.Nodes;

namespace October.Operator.Smoke;

/// <summary>JSON Pointer (RFC 6901): finds one value in a document.</summary>
internal static class JsonPointer
{
    /// <summary>False when there is nothing at that place; a JSON null is found as null.</summary>
    public static bool TryFind(JsonNode? document, string pointer, out JsonNode? value)
    {
        value = document;
        if (pointer.Length == 0)
            return true;
        if (pointer[0] != '/')
            return false;
        foreach (var token in pointer[1..].Split('/'))
        {
            // First ~1, then ~0: the other way round ~01 would become a slash.
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var found = value switch
            {
                JsonObject map => map.TryGetPropertyValue(name, out value),
                JsonArray list when Index(name) is { } index && index < list.Count => (value = list[index]) is var _,
                _ => false,
            };
            if (!found)
                return false;
        }

        return true;
    }

    /// <summary>Digits without a leading zero.</summary>
    private static int? Index(string token) =>
        (token == "0" || (token.Length > 0 && token[0] != '0')) && token.All(char.IsAsciiDigit)
            && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
}
