namespace October.LocalCluster.ApiServer.Apply;

/// <summary>The changes between two values: paths that appeared, vanished, or differ.</summary>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>No change.</summary>
    public static Comparison None { get; } = new(FieldSet.Empty, FieldSet.Empty, FieldSet.Empty);

    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;
}
