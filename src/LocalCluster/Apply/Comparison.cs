namespace October.LocalCluster.Apply;

/// <summary>The changes between two values: paths that appeared, vanished, or differ.</summary>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed);
