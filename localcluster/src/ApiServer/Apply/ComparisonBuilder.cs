namespace October.LocalCluster.ApiServer.Apply;

/// <summary>Gathers the changes of a node's children.</summary>
internal struct ComparisonBuilder
{
    private List<KeyValuePair<string, FieldSet>>? _added;
    private List<KeyValuePair<string, FieldSet>>? _modified;
    private List<KeyValuePair<string, FieldSet>>? _removed;

    /// <summary>A child that came.</summary>
    public void Added(string element, FieldSet paths) => Add(ref _added, element, paths);

    /// <summary>A child that went.</summary>
    public void Removed(string element, FieldSet paths) => Add(ref _removed, element, paths);

    /// <summary>A child that is there on both sides.</summary>
    public void Changed(string element, Comparison inner)
    {
        Add(ref _added, element, inner.Added);
        Add(ref _modified, element, inner.Modified);
        Add(ref _removed, element, inner.Removed);
    }

    /// <summary>All of them as changes of the node.</summary>
    public readonly Comparison Build() =>
        _added is null && _modified is null && _removed is null ? Comparison.None : new Comparison(SetOf(_added), SetOf(_modified), SetOf(_removed));

    private static void Add(ref List<KeyValuePair<string, FieldSet>>? children, string element, FieldSet paths)
    {
        if (!paths.IsEmpty)
            (children ??= []).Add(KeyValuePair.Create(element, paths));
    }

    private static FieldSet SetOf(List<KeyValuePair<string, FieldSet>>? children) => children is null ? FieldSet.Empty : FieldSet.Create(false, children);
}
