namespace October.LocalCluster.Cel.Values;

/// <summary>A map, or an object whose fields are keys.</summary>
internal interface ICelMap
{
    int Count { get; }

    IEnumerable<object?> Keys { get; }

    bool TryGet(object? key, out object? value);

    /// <summary>By a field's name in an expression, which for an object with declared fields may be escaped.</summary>
    bool TrySelect(string field, out object? value);
}
