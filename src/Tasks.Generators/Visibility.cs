using Microsoft.CodeAnalysis;

namespace October.Tasks.Generators;

/// <summary>What code in another file of the same assembly can name.</summary>
internal static class Visibility
{
    public static bool IsReachable(ISymbol symbol)
    {
        for (var one = symbol; one is not null and not INamespaceSymbol; one = one.ContainingSymbol)
        {
            if (one.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal
                || one is INamedTypeSymbol { IsFileLocal: true })
                return false;
        }

        return true;
    }
}
