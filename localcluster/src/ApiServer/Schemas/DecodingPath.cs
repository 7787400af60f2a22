using System.Globalization;
using System.Text;

namespace October.LocalCluster.ApiServer.Schemas;

/// <summary>Where in a document a decoder is. It is seldom read, so it becomes text only then.</summary>
/// <param name="root">What stands before the first segment; empty for the document itself.</param>
internal sealed class DecodingPath(string root)
{
    private readonly List<(string? Name, int Index)> _segments = [];

    /// <summary>Goes into a field.</summary>
    public void Enter(string field) => _segments.Add((field, 0));

    /// <summary>Goes into an item of a list.</summary>
    public void Enter(int index) => _segments.Add((null, index));

    /// <summary>Goes into a value of a map, under its key.</summary>
    public void EnterKey(string key) => _segments.Add((key, -1));

    /// <summary>Goes back out.</summary>
    public void Leave() => _segments.RemoveAt(_segments.Count - 1);

    /// <summary>With keys and indices: <c>spec.containers[0].image</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(root);
        foreach (var (name, index) in _segments)
        {
            if (name is null)
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else
                text.Append(text.Length == 0 ? "" : ".").Append(name);
        }

        return text.ToString();
    }

    /// <summary>Only the fields, as Go's decoder names them: <c>spec.containers.image</c>.</summary>
    public string ToFields() => string.Join('.', _segments.Where(s => s.Name is not null && s.Index == 0).Select(s => s.Name));
}
