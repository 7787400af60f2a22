namespace October.LocalCluster.ApiServer.Requests;

/// <summary>Query parameters of a request; a name may repeat.</summary>
public sealed class QueryParameters
{
    private readonly KeyValuePair<string, string>[] _values;

    /// <summary>Takes the parameters in order.</summary>
    public QueryParameters(IEnumerable<KeyValuePair<string, string>> values) => _values = [.. values];

    /// <summary>No parameters.</summary>
    public static QueryParameters None { get; } = new([]);

    /// <summary>The first value of a parameter, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _values)
            {
                if (key == name)
                    return value;
            }

            return null;
        }
    }

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> All(string name) => _values.Length == 0 ? [] : [.. _values.Where(p => p.Key == name).Select(p => p.Value)];

    /// <summary>The names that are present.</summary>
    public IEnumerable<string> Names => _values.Select(p => p.Key).Distinct(StringComparer.Ordinal);

    /// <summary>A parameter as Go's query decoder reads booleans: anything but empty, <c>false</c> and <c>0</c> is true.</summary>
    internal bool IsTrue(string name) => this[name] is { } value && value is not ("false" or "0" or "");
}
