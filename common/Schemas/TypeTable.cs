using System.Collections.Frozen;

namespace October.Common.Schemas;

/// <summary>
/// How Kubernetes stores and merges the fields of its types: list types, atomic maps, merge keys of strategic merge patches, what becomes of
/// empty values. The one table for all who compare or merge objects.
/// </summary>
public sealed class TypeTable
{
    private static readonly Lazy<TypeTable> BuiltIn = new(ReadBuiltIn);
    private readonly FrozenDictionary<string, TypeFacts> _types;

    private TypeTable(IEnumerable<TypeFacts> types) => _types = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The types of Kubernetes itself.</summary>
    public static TypeTable Kubernetes => BuiltIn.Value;

    /// <summary>All types.</summary>
    public IEnumerable<TypeFacts> Types => _types.Values;

    /// <summary>This table with the types of custom resources, written as in <c>KubernetesTypes.txt</c>. What it does not describe is kept as given.</summary>
    /// <exception cref="FormatException">The text cannot be read, or names a type that is not known.</exception>
    public TypeTable With(string text) => new(_types.Values.Concat(new TypeReader(Find).Read(text)));

    /// <summary>A type by its name, for example <c>v1.PodSpec</c>, <c>meta/v1.ObjectMeta</c>, <c>apps/v1.Deployment</c>; null when it is not known.</summary>
    public TypeFacts? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>A kind; null when it is not known.</summary>
    public TypeFacts? Find(string apiVersion, string kind) => Find($"{apiVersion}.{kind}");

    private static TypeTable ReadBuiltIn()
    {
        using var stream = typeof(TypeTable).Assembly.GetManifestResourceStream("KubernetesTypes.txt")!;
        using var reader = new StreamReader(stream);
        return new TypeTable(new TypeReader(_ => null).Read(reader.ReadToEnd()));
    }
}
