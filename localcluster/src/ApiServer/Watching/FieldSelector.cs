using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;

namespace October.LocalCluster.ApiServer.Watching;

/// <summary>A field selector: equalities on the few fields that a kind indexes (k8s.io/apimachinery/pkg/fields).</summary>
internal sealed class FieldSelector
{
    private readonly List<Term> _terms;
    private readonly Strategy _strategy;

    private FieldSelector(List<Term> terms, Strategy strategy) => (_terms, _strategy) = (terms, strategy);

    public static FieldSelector Everything { get; } = new([], Strategy.Plain);

    public bool IsEmpty => _terms.Count == 0;

    public bool Matches(JsonObject value)
    {
        foreach (var term in _terms)
        {
            if ((ValueOf(value, term.Field) == term.Value) != term.Equal)
                return false;
        }

        return true;
    }

    /// <summary>The name that the selector demands, if it does: such a list or watch is about one object.</summary>
    public string? RequiredName => _terms.FirstOrDefault(t => t is { Equal: true, Field: "metadata.name" })?.Value;

    /// <exception cref="FormatException">The text is not a selector, or names an unknown field.</exception>
    public static FieldSelector Parse(string? text, Strategy strategy)
    {
        if (string.IsNullOrEmpty(text))
            return Everything;
        var terms = text.Split(',').Where(t => t.Length > 0).Select(t => ParseTerm(t)).ToList();
        foreach (var term in terms)
        {
            if (term.Field is not ("metadata.name" or "metadata.namespace") && !strategy.SelectableFields.Contains(term.Field))
                throw new FormatException(strategy.UnknownFieldLabel(term.Field));
        }

        return new FieldSelector(terms, strategy);
    }

    private static Term ParseTerm(string text)
    {
        foreach (var (op, equal) in (ReadOnlySpan<(string, bool)>)[("!=", false), ("==", true), ("=", true)])
        {
            var at = text.IndexOf(op, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var value = text[(at + op.Length)..];
            if (value.AsSpan().IndexOfAny('=', '!') is var odd and >= 0)
                throw new FormatException($"invalid field selector: unescaped character in value: {(int)value[odd]}");
            return new Term(text[..at], value, equal);
        }

        throw new FormatException($"invalid selector: '{text}'; can't understand '{text}'");
    }

    private string ValueOf(JsonObject value, string field) => field switch
    {
        "metadata.name" => value.Name(),
        "metadata.namespace" => value.Namespace(),
        _ => _strategy.FieldValue(value, field),
    };

    private sealed record Term(string Field, string Value, bool Equal);
}
