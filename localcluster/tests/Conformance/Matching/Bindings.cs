using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace October.Conformance.Matching;

/// <summary>The values of placeholders in one run of a scenario: bound ones are substituted in requests, and must recur in answers.</summary>
internal sealed partial class Bindings
{
    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["uid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["rv"] = "[1-9][0-9]*",
        ["listrv"] = "[0-9]+",
        ["ip"] = "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+",
        ["podip"] = "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+",
        ["rand"] = "[bcdfghjklmnpqrstvwxz2456789]{5}",
        ["hash"] = "[a-z0-9]+",
        ["nodeport"] = "3[0-9]{4}",
        ["etag"] = ".+",
        ["continue"] = ".+",
        ["time"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
        ["microtime"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z",
        ["age"] = "(<unknown>|([0-9]+[smhdy])+)",
        ["datetime"] = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} [+-][0-9]{4} [A-Z]+|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [+-][0-9]{4}",
        ["server"] = "[^ /\\n\"]+:[0-9]+",
        ["nodeip"] = "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+",
        ["node"] = "[a-z0-9.-]+",
        ["tmp"] = "/[^ \\n\"]+",
        ["klog"] = "[IWEF][0-9]{4} [0-9:.]+ +[0-9]+ [^ ]+\\]",
        ["any"] = "[^\\n]*",
        ["text"] = "[\\s\\S]*",
    };

    private Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Bind(string name, string value) => _values[name] = value;

    /// <summary>Tries a comparison; what it bound is forgotten when it fails.</summary>
    public string? Try(Func<string?> compare)
    {
        var before = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        if (compare() is not { } difference)
            return null;
        _values = before;
        return difference;
    }

    /// <summary>The text with every bound placeholder replaced.</summary>
    public string Substitute(string text) => Placeholder().Replace(text, m => _values.GetValueOrDefault(m.Groups["name"].Value, m.Value));

    public JsonNode? Substitute(JsonNode? node) => node switch
    {
        JsonObject { Count: 2 } repeat when repeat["$repeat"] is { } letter => JsonValue.Create(
            string.Concat(Enumerable.Repeat((string?)letter, (int)repeat["count"]!))),
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(Substitute(p.Key), Substitute(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Substitute)]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(Substitute(text)),
        _ => node?.DeepClone(),
    };

    /// <summary>Whether the text fits the expected one; binds what it finds when it does.</summary>
    public bool Matches(string expected, string actual)
    {
        if (!expected.Contains("{{"))
            return expected == actual;
        var pattern = new StringBuilder("^");
        var captured = new List<string>();
        var position = 0;
        foreach (Match match in Placeholder().Matches(expected))
        {
            pattern.Append(Regex.Escape(expected[position..match.Index]));
            position = match.Index + match.Length;
            var name = match.Groups["name"].Value;
            if (_values.TryGetValue(name, out var bound) && !name.StartsWith("listrv"))
            {
                pattern.Append(Regex.Escape(bound));
            }
            else if (name.Contains(':') && captured.Contains(name))
            {
                pattern.Append($"\\k<g{captured.IndexOf(name)}>");
            }
            else
            {
                pattern.Append($"(?<g{captured.Count}>{Patterns.GetValueOrDefault(name.Split(':')[0], "[^\\n]*?")})");
                captured.Add(name);
            }
        }

        pattern.Append(Regex.Escape(expected[position..])).Append('$');
        var found = Regex.Match(actual, pattern.ToString(), RegexOptions.None, TimeSpan.FromSeconds(5));
        return found.Success && captured.Select((name, i) => (name, found.Groups[$"g{i}"].Value)).ToList().TrueForAll(b => TryBind(b.name, b.Value));
    }

    /// <summary>Different numbers of one kind stand for different values.</summary>
    private bool TryBind(string name, string value)
    {
        if (!name.Contains(':'))
            return true;
        var kind = name.Split(':')[0];
        if (kind is not "listrv" && _values.Any(b => b.Key != name && b.Key.StartsWith(kind + ":") && b.Value == value))
            return false;
        _values[name] = value;
        return true;
    }

    [GeneratedRegex("\\{\\{(?<name>[a-z]+(:[0-9]+)?)\\}\\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
