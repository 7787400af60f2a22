using System.Collections.Immutable;

namespace October.Operator.Decide.Restore;

/// <summary>Ids of requests that were handled, the newest first. They are in status, so they are not kept for ever.</summary>
internal sealed record RequestIds(ImmutableArray<string> All)
{
    private const int Limit = 20;

    public static RequestIds None { get; } = new([]);

    public bool Contains(string id) => All.Contains(id, StringComparer.Ordinal);

    /// <summary>With one more, in the place of the oldest where there are too many.</summary>
    public RequestIds With(string id) => new([id, .. All.Where(other => other != id).Take(Limit - 1)]);

    public bool Equals(RequestIds? other) => other is not null && All.SequenceEqual(other.All, StringComparer.Ordinal);

    public override int GetHashCode() => All.Aggregate(0, static (code, id) => HashCode.Combine(code, StringComparer.Ordinal.GetHashCode(id)));
}
