namespace October.Common;

/// <summary>Key of an object within its kind: its namespace (empty when cluster-scoped) and name.</summary>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
