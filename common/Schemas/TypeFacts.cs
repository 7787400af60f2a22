namespace October.Common.Schemas;

/// <summary>How Kubernetes stores and merges the values of one type.</summary>
/// <param name="name">For example <c>apps/v1.DeploymentSpec</c>.</param>
/// <param name="isAtomic">Server-side apply owns a value of this type as a whole.</param>
public sealed class TypeFacts(string name, bool isAtomic)
{
    private readonly Dictionary<string, FieldFacts> _fields = new(StringComparer.Ordinal);

    /// <summary>Version and name, for example <c>apps/v1.DeploymentSpec</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Server-side apply owns a value of this type as a whole.</summary>
    public bool IsAtomic { get; } = isAtomic;

    /// <summary>Names of the fields of which there is something to say.</summary>
    public IReadOnlyCollection<string> Fields => _fields.Keys;

    /// <summary>Facts of a field; null when it holds values alone, of which only the JSON type matters.</summary>
    public FieldFacts? Field(string field) => _fields.GetValueOrDefault(field);

    internal void Add(string field, FieldFacts facts) => _fields.Add(field, facts);
}
