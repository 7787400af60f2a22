using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>From a type to the expression that makes its <c>JsonType</c>.</summary>
internal static class JsonForm
{
    private const string Types = "global::October.Tasks.Handlers.JsonTypes.";

    /// <summary>A type as generated code writes it, with question marks.</summary>
    public static readonly SymbolDisplayFormat WithNulls = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.IEnumerable<T>", "System.Collections.Generic.IReadOnlyCollection<T>", "System.Collections.Generic.IReadOnlyList<T>",
        "System.Collections.Generic.ICollection<T>", "System.Collections.Generic.IList<T>", "System.Collections.Generic.List<T>",
    };

    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>", "System.Collections.Generic.IDictionary<TKey, TValue>",
        "System.Collections.Generic.Dictionary<TKey, TValue>",
    };

    /// <summary>The expression; null when the type has no JSON form.</summary>
    public static string? Of(ITypeSymbol type, JsonContexts contexts)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return Of(nullable.TypeArguments[0], contexts) is { } inner ? $"{Types}Optional({inner})" : null;
        if (type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated })
            return Of(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), contexts) is { } inner ? $"{Types}OrNull({inner})" : null;
        if (Simple(type) is { } simple)
            return Types + simple;
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (contexts.Describing(name) is { } context)
            return $"{Types}Of((global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<{name}>){context}.Default.GetTypeInfo(typeof({name}))!)";
        if (type.TypeKind == TypeKind.Enum && Visibility.IsReachable(type))
            return $"{Types}Named<{name}>()";
        return Collection(type, contexts);
    }

    private static string? Collection(ITypeSymbol type, JsonContexts contexts)
    {
        if (type is IArrayTypeSymbol { Rank: 1, ElementType: var element })
            return List(type, element, contexts, "static items => items");
        if (type is not INamedTypeSymbol { IsGenericType: true } named)
            return null;
        var definition = named.OriginalDefinition.ToDisplayString();
        if (Lists.Contains(definition))
        {
            var item = named.TypeArguments[0].ToDisplayString(WithNulls);
            return List(type, named.TypeArguments[0], contexts, $"static items => new global::System.Collections.Generic.List<{item}>(items)");
        }

        return Maps.Contains(definition) && named.TypeArguments[0].SpecialType == SpecialType.System_String
            && Of(named.TypeArguments[1], contexts) is { } value
                ? $"{Types}Map<{type.ToDisplayString(WithNulls)}, {named.TypeArguments[1].ToDisplayString(WithNulls)}>({value}, static items => items)"
                : null;
    }

    private static string? List(ITypeSymbol type, ITypeSymbol element, JsonContexts contexts, string make) =>
        Of(element, contexts) is { } form
            ? $"{Types}List<{type.ToDisplayString(WithNulls)}, {element.ToDisplayString(WithNulls)}>({form}, {make})"
            : null;

    private static string? Simple(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => "Text",
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_Int64 => "Integer",
        SpecialType.System_Double => "Float",
        SpecialType.System_Decimal => "Decimal",
        SpecialType.System_SByte => "Whole<sbyte>()",
        SpecialType.System_Byte => "Whole<byte>()",
        SpecialType.System_Int16 => "Whole<short>()",
        SpecialType.System_UInt16 => "Whole<ushort>()",
        SpecialType.System_Int32 => "Whole<int>()",
        SpecialType.System_UInt32 => "Whole<uint>()",
        SpecialType.System_UInt64 => "Whole<ulong>()",
        SpecialType.System_Single => "Floating<float>()",
        SpecialType.None when type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => "Bytes",
        SpecialType.None => type.ToDisplayString() switch
        {
            "October.Tasks.Handlers.Number" => "Number",
            "System.Text.Json.JsonElement" => "Any",
            "System.Text.Json.Nodes.JsonObject" => "Object",
            "System.Text.Json.Nodes.JsonArray" => "Array",
            "System.Guid" => "Guid",
            "System.DateTimeOffset" => "Time",
            "System.DateOnly" => "Date",
            "System.Numerics.BigInteger" => "Whole<global::System.Numerics.BigInteger>()",
            "System.Int128" => "Whole<global::System.Int128>()",
            "System.UInt128" => "Whole<global::System.UInt128>()",
            "System.Half" => "Floating<global::System.Half>()",
            _ => null,
        },
        _ => null,
    };
}
