namespace October.LocalCluster.Cel.Checking;

/// <summary>One overload of a function.</summary>
/// <param name="Id">Its name in cel-go, by which costs are looked up.</param>
/// <param name="IsMember">Whether the first argument stands before the dot.</param>
/// <param name="Arguments">The types of all arguments, the receiver's first.</param>
/// <param name="Result">The type of the result.</param>
internal sealed record Signature(string Id, bool IsMember, IReadOnlyList<StaticType> Arguments, StaticType Result)
{
    /// <summary>The signature with parameters of its own for this one call.</summary>
    public Signature Fresh(Substitutions substitutions)
    {
        var names = new Dictionary<string, StaticType>(StringComparer.Ordinal);
        return this with { Arguments = [.. Arguments.Select(Rename)], Result = Rename(Result) };

        StaticType Rename(StaticType type)
        {
            if (type.Kind != StaticKind.Parameter)
                return type.With([.. type.Parameters.Select(Rename)]);
            if (!names.TryGetValue(type.Name, out var fresh))
                names[type.Name] = fresh = substitutions.NewParameter();
            return fresh;
        }
    }
}
