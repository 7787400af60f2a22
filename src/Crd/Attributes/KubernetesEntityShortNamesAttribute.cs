namespace October.Crd.Attributes;

/// <summary>Short names and categories of the kind for kubectl.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    public IReadOnlyList<string> ShortNames { get; } = shortNames;

    public string[] Categories { get; init; } = [];
}
