using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>JSON that means the same, in whatever order its names stand: one among many is found without a comparison with each.</summary>
internal sealed class SameJson : IEqualityComparer<JsonNode?>
{
    public static readonly SameJson Instance = new();

    private const int LongestExponent = 12;

    public bool Equals(JsonNode? x, JsonNode? y)
    {
        try
        {
            return JsonNode.DeepEquals(x, y);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair, which is no text to compare, or an exponent beyond all numbers: the same are those that are written in the same way.
            return x is not null && y is not null && SignatureMessage.Bytes(x).AsSpan().SequenceEqual(SignatureMessage.Bytes(y));
        }
    }

    /// <summary>Of all that matters to a comparison: whoever could write many of one hash would have each compared with all.</summary>
    public int GetHashCode([DisallowNull] JsonNode? obj) => obj switch
    {
        JsonObject members => members.Aggregate(
            HashCode.Combine(JsonValueKind.Object, members.Count), (hash, member) => hash ^ HashCode.Combine(member.Key, HashOf(member.Value))),
        JsonArray items => items.Aggregate(HashCode.Combine(JsonValueKind.Array, items.Count), (hash, item) => HashCode.Combine(hash, HashOf(item))),
        _ => obj.GetValueKind() switch
        {
            JsonValueKind.String => Signature.Text(obj)?.GetHashCode(StringComparison.Ordinal) ?? RawHash(obj),
            JsonValueKind.Number => NumberHash(obj.ToJsonString()),
            var kind => HashCode.Combine(kind),
        },
    };

    private int HashOf(JsonNode? json) => json is null ? HashCode.Combine(JsonValueKind.Null) : GetHashCode(json);

    private static int RawHash(JsonNode json)
    {
        var hash = default(HashCode);
        hash.AddBytes(SignatureMessage.Bytes(json));
        return hash.ToHashCode();
    }

    /// <summary>1, 1.0 and 10e-1 are the same: the digits without the zeros around them, and the exponent of the last one.</summary>
    private static int NumberHash(string number)
    {
        var at = number.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0L;
        // What is beyond that is compared as it is written.
        if (at >= 0 && !(number.Length - at <= LongestExponent && long.TryParse(number.AsSpan(at + 1), CultureInfo.InvariantCulture, out exponent)))
            return number.GetHashCode(StringComparison.Ordinal);
        var mantissa = number.AsSpan(0, at < 0 ? number.Length : at);
        var isNegative = mantissa[0] == '-';
        if (isNegative)
            mantissa = mantissa[1..];
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        return significant.Length == 0 ? 0 : HashCode.Combine(isNegative, exponent, significant.GetHashCode(StringComparison.Ordinal));
    }
}
