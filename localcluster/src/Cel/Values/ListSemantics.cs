namespace October.LocalCluster.Cel.Values;

/// <summary>The effect of <c>x-kubernetes-list-type</c> on equality and <c>+</c>.</summary>
/// <param name="Kind"><c>atomic</c>, <c>set</c> or <c>map</c>.</param>
/// <param name="Keys">The keys of a <c>map</c>.</param>
internal sealed record ListSemantics(string Kind, IReadOnlyList<string> Keys)
{
    public static ListSemantics Atomic { get; } = new("atomic", []);
}
