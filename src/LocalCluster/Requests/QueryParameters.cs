using System.Collections.Frozen;

namespace October.LocalCluster.Requests;

/// <summary>Query parameters of a request; a name may repeat.</summary>
public sealed class QueryParameters
{
    private readonly FrozenDictionary<string, string[]> _values;

    /// <summary>Takes the parameters in order.</summary>
    public QueryParameters(IEnumerable<KeyValuePair<string, string>> values) =>
        _values = values.GroupBy(p => p.Key, p => p.Value).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>No parameters.</summary>
    public static QueryParameters None { get; } = new([]);

    /// <summary>The first value of a parameter, or null.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name, []);

    /// <summary>The names that are present.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>A parameter as Go's query decoder reads booleans: anything but empty, <c>false</c> and <c>0</c> is true.</summary>
    internal bool IsTrue(string name) => this[name] is { } value && value is not ("false" or "0" or "");
}
