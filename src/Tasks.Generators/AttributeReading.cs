using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>The one argument that the attributes here have.</summary>
internal static class AttributeReading
{
    /// <summary>The constant; null when it is none, or another number of arguments.</summary>
    public static TypedConstant? Argument(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Kind != TypedConstantKind.Array
            ? attribute.ConstructorArguments[0]
            : null;
}
