namespace October.LocalCluster.Cel.Checking;

/// <summary>What a schema says to expressions about a value: its type, and how large it may get.</summary>
internal sealed record Declaration
{
    public required StaticType Type { get; init; }

    /// <summary>The most characters, bytes, items or entries; 0 where that has no meaning.</summary>
    public long MaxElements { get; init; }

    /// <summary>The fewest bytes of JSON that such a value takes: by it, how many fit into one request.</summary>
    public required long MinSize { get; init; }

    public Declaration? Key { get; init; }

    /// <summary>Of a list its items, of a map its values.</summary>
    public Declaration? Element { get; init; }

    /// <summary>The fields of an object by the names that expressions use; null for anything else.</summary>
    public IReadOnlyDictionary<string, Declaration>? Fields { get; init; }

    /// <summary>All objects within, by the name of their type.</summary>
    public IEnumerable<Declaration> Objects() =>
        (Fields is null ? [] : (Declaration[])[this])
        .Concat((Fields?.Values ?? []).Concat(Element is null ? [] : [Element]).SelectMany(static inner => inner.Objects()));
}
