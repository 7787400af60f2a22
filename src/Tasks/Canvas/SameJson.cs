using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>JSON that means the same, in whatever order its names stand: one among many is found without a comparison with each.</summary>
internal sealed class SameJson : IEqualityComparer<JsonNode?>
{
    public static readonly SameJson Instance = new();

    public bool Equals(JsonNode? x, JsonNode? y)
    {
        try
        {
            return JsonNode.DeepEquals(x, y);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which is no text to compare: the same are those that are written in the same way.
            return x is not null && y is not null && SignatureMessage.Bytes(x).AsSpan().SequenceEqual(SignatureMessage.Bytes(y));
        }
    }

    public int GetHashCode([DisallowNull] JsonNode? obj) => obj switch
    {
        JsonObject members => members.Aggregate(0, (hash, member) => hash ^ HashCode.Combine(member.Key, HashOf(member.Value))),
        JsonArray items => items.Aggregate(items.Count, (hash, item) => HashCode.Combine(hash, HashOf(item))),
        _ => obj.GetValueKind() switch
        {
            JsonValueKind.String => Signature.Text(obj)?.GetHashCode(StringComparison.Ordinal) ?? 0,
            // 1 and 1.0 are the same.
            JsonValueKind.Number => double.Parse(obj.ToJsonString(), CultureInfo.InvariantCulture).GetHashCode(),
            var kind => (int)kind,
        },
    };

    private int HashOf(JsonNode? json) => json is null ? 0 : GetHashCode(json);
}
