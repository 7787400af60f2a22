using System.Collections.Frozen;

namespace October.LocalCluster.ApiServer.OpenApi;

/// <summary>
/// The fields of built-in types that take one of a few values (<c>+enum</c> in <c>k8s.io/api</c>), which the client library's models do not contain:
/// what <c>kubectl explain</c> lists.
/// </summary>
internal static class EnumFacts
{
    private static readonly Lazy<FrozenDictionary<string, IReadOnlyList<(string Value, string Meaning)>>> Facts = new(static () => Read(EnumTexts.All));

    /// <summary>The fields, as <c>Type.field</c>.</summary>
    public static IEnumerable<string> Fields => Facts.Value.Keys;

    /// <summary>The values of a field in the order of a real server; null when it takes others, too.</summary>
    public static IReadOnlyList<string>? ValuesOf(string type, string field) =>
        Facts.Value.TryGetValue($"{type}.{field}", out var values) ? [.. values.Select(v => v.Value)] : null;

    /// <summary>A field's description, followed by that of its values.</summary>
    public static string? Describe(string type, string field, string? description)
    {
        if (!Facts.Value.TryGetValue($"{type}.{field}", out var values))
            return description;
        var lines = values.Select(static v => v.Meaning.Length == 0 ? $" - `\"{v.Value}\"`" : $" - `\"{v.Value}\"` {v.Meaning}");
        return $"{description}\n\nPossible enum values:\n{string.Join('\n', lines)}";
    }

    /// <summary>A line of fields, then one for each value and what it means.</summary>
    private static FrozenDictionary<string, IReadOnlyList<(string Value, string Meaning)>> Read(string text)
    {
        var facts = new Dictionary<string, IReadOnlyList<(string Value, string Meaning)>>(StringComparer.Ordinal);
        List<(string Value, string Meaning)> values = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
            {
                values = [];
                foreach (var field in line.Split(' '))
                    facts[field] = values;
                continue;
            }

            var parts = line.Trim().Split(" = ", 2);
            values.Add((parts[0].Trim('"'), parts.Length == 2 ? parts[1] : ""));
        }

        return facts.ToFrozenDictionary();
    }
}
