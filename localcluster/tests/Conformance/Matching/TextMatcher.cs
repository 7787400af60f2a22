using System.Text.RegularExpressions;

namespace October.Conformance.Matching;

/// <summary>Compares what kubectl printed by the rules of the recordings: line by line, with widths of columns and trailing blanks left out.</summary>
internal sealed partial class TextMatcher(Bindings bindings, bool unordered)
{
    /// <summary>The first difference, or null.</summary>
    public string? Compare(string expected, string actual) => bindings.Try(() => Differ(Normal(expected), Normal(actual)));

    private string? Differ(string[] expected, string[] actual)
    {
        // A placeholder for any text swallows lines.
        if (Array.Exists(expected, static line => line.Contains("{{text}}", StringComparison.Ordinal)))
            return bindings.Matches(string.Join('\n', expected), string.Join('\n', actual))
                ? null
                : Difference(string.Join('\n', expected), string.Join('\n', actual));
        if (unordered)
            return DifferAsSet(expected, [.. actual]);
        for (var i = 0; i < Math.Min(expected.Length, actual.Length); i++)
        {
            if (!bindings.Matches(expected[i], actual[i]))
                return $"line {i + 1}: {Difference(expected[i], actual[i])}";
        }

        return expected.Length == actual.Length ? null
            : expected.Length > actual.Length ? $"line {actual.Length + 1} is missing: {expected[actual.Length]}"
            : $"line {expected.Length + 1} is not expected: {actual[expected.Length]}";
    }

    private string? DifferAsSet(string[] expected, List<string> rest)
    {
        foreach (var line in expected)
        {
            var index = rest.FindIndex(other => bindings.Matches(line, other));
            if (index < 0)
                return $"no line like {line}";
            rest.RemoveAt(index);
        }

        return rest.Count == 0 ? null : $"not expected: {rest[0]}";
    }

    private static string[] Normal(string text) =>
        [.. text.TrimEnd('\n').Split('\n').Select(static line => DiffTime().Replace(Columns().Replace(line.TrimEnd(), "  "), "${name}"))];

    private static string Difference(string expected, string actual) => $"expected {Shorten(expected)}, got {Shorten(actual)}";

    private static string Shorten(string text) => text.Length > 300 ? text[..300] + "…" : text;

    [GeneratedRegex(" {2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Columns();

    /// <summary>The times in the headers of a diff.</summary>
    [GeneratedRegex("^(?<name>(---|\\+\\+\\+) [^\\t]*)\\t.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DiffTime();
}
