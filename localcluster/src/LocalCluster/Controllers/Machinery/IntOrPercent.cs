using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.Objects;

namespace October.LocalCluster.Controllers.Machinery;

/// <summary>An <c>IntOrString</c> that is a number or a percentage of something.</summary>
internal static class IntOrPercent
{
    public static long Resolve(JsonNode? value, long total, bool roundUp, long fallback)
    {
        if (value.AsLong() is { } number)
            return number;
        if (value.AsString() is not { } text || !text.EndsWith('%')
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            return fallback;
        return roundUp ? ((percent * total) + 99) / 100 : percent * total / 100;
    }
}
