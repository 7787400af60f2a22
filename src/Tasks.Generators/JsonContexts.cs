using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>
/// The types that the program's own <c>JsonSerializerContext</c>s describe. A generator does not see what another one writes, but the attributes that say
/// what it will write.
/// </summary>
internal sealed class JsonContexts
{
    private const string Attribute = "System.Text.Json.Serialization.JsonSerializableAttribute";

    private static readonly ConditionalWeakTable<Compilation, JsonContexts> Known = new();

    private readonly Dictionary<string, string> _contexts = new(StringComparer.Ordinal);

    private JsonContexts(Compilation compilation)
    {
        if (compilation.GetTypeByMetadataName(Attribute) is { } attribute)
            Add(compilation.Assembly.GlobalNamespace, attribute);
    }

    public static JsonContexts Of(Compilation compilation) => Known.GetValue(compilation, static key => new JsonContexts(key));

    /// <summary>The context that describes a type, by its full name in C#; null when none does.</summary>
    public string? Describing(string type) => _contexts.TryGetValue(type, out var context) ? context : null;

    private void Add(INamespaceOrTypeSymbol parent, INamedTypeSymbol attribute)
    {
        foreach (var member in parent.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type && Visibility.IsReachable(type))
            {
                foreach (var one in type.GetAttributes().Where(one => SymbolEqualityComparer.Default.Equals(one.AttributeClass, attribute)))
                {
                    if (one.Argument()?.Value is ITypeSymbol described)
                        Keep(Full(described), Full(type));
                }
            }

            Add(member, attribute);
        }
    }

    private static string Full(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>Of several the first by name, so that the order of files makes no difference.</summary>
    private void Keep(string type, string context)
    {
        if (!_contexts.TryGetValue(type, out var known) || string.CompareOrdinal(context, known) < 0)
            _contexts[type] = context;
    }
}
