namespace October.Common.Schemas;

/// <summary>How server-side apply merges a list (<c>x-kubernetes-list-type</c>).</summary>
public enum ListKind
{
    /// <summary>As a whole: who applies it owns all of it, its order included.</summary>
    Atomic,

    /// <summary>By value: every manager owns the items that it has applied.</summary>
    Set,

    /// <summary>By keys: every manager owns the items, and within them the fields, that it has applied.</summary>
    Map,
}
