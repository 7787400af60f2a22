using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Validation;

/// <summary>An <c>IntOrString</c> that is a number or a percentage of something.</summary>
internal static class IntOrPercent
{
    /// <summary>The number that is meant; <paramref name="fallback"/> when it is neither a number nor a percentage.</summary>
    public static long Resolve(JsonNode? value, long total, bool roundUp, long fallback)
    {
        if (value.AsLong() is { } number)
            return number;
        if (value.AsString() is not { } text || !text.EndsWith('%')
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            return fallback;
        return roundUp ? ((percent * total) + 99) / 100 : percent * total / 100;
    }

    /// <param name="node">The amount.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="mayExceed">Whether more than all is allowed.</param>
    public static IEnumerable<FieldError> Check(JsonNode? node, string path, bool mayExceed = true)
    {
        if (node.AsString() is { } text)
        {
            if (!text.EndsWith('%') || !text[..^1].All(char.IsAsciiDigit) || text.Length < 2)
            {
                yield return FieldError.InvalidText(
                    path, text,
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
            }
            else if (int.TryParse(text[..^1], CultureInfo.InvariantCulture, out var percent) && percent > 100 && !mayExceed)
            {
                yield return FieldError.InvalidText(path, text, "must not be greater than 100%");
            }
        }
        else if (node.AsLong() is < 0 and var number)
        {
            yield return FieldError.Invalid(path, $"{number}", "must be greater than or equal to 0");
        }
    }

    public static bool IsZero(JsonNode? node) => node.AsLong() == 0 || node.AsString() is "0%";
}
