namespace October.LocalCluster.Cel.Values;

/// <summary>A list.</summary>
internal interface ICelList : IReadOnlyList<object?>
{
    /// <summary>How it compares and joins.</summary>
    ListSemantics Semantics { get; }
}
