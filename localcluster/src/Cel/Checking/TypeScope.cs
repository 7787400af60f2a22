namespace October.LocalCluster.Cel.Checking;

/// <summary>The types of the variables in sight: a chain from the innermost macro outwards.</summary>
internal sealed record TypeScope(string Name, StaticType Type, TypeScope? Outer)
{
    public static StaticType? Find(TypeScope? scope, string name)
    {
        while (scope is not null && scope.Name != name)
            scope = scope.Outer;
        return scope?.Type;
    }
}
