using System.Diagnostics.CodeAnalysis;

namespace October.LocalCluster.Cel.Evaluation;

/// <summary>The variables in sight: a chain from the innermost macro outwards.</summary>
internal sealed record Scope(string Name, object? Value, Scope? Outer)
{
    public static bool TryFind(Scope? scope, string name, [NotNullWhen(true)] out Scope? found)
    {
        for (found = scope; found is not null && found.Name != name; found = found.Outer)
        {
        }

        return found is not null;
    }
}
