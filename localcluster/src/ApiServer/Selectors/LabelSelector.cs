using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Selectors;

/// <summary>A label selector in its text form, equality- and set-based (k8s.io/apimachinery/pkg/labels).</summary>
internal sealed class LabelSelector
{
    private readonly List<Requirement> _requirements;

    private LabelSelector(List<Requirement> requirements) => _requirements = requirements;

    public static LabelSelector Everything { get; } = new([]);

    public bool IsEmpty => _requirements.Count == 0;

    public bool Matches(JsonObject value)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(value.Labels()?[requirement.Key].AsString()))
                return false;
        }

        return true;
    }

    /// <exception cref="FormatException">The text is not a selector; the message is the server's.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Everything;
        return new LabelSelector(new LabelSelectorParser(text).Parse());
    }

    /// <summary>The selector of a <c>metav1.LabelSelector</c>; empty selects everything, null must not be passed.</summary>
    public static LabelSelector FromObject(JsonObject? selector)
    {
        var requirements = new List<Requirement>();
        foreach (var (key, value) in selector.ObjectAt("matchLabels") ?? [])
            requirements.Add(new Requirement(key, "In", [value.AsString() ?? ""]));
        foreach (var expression in selector.ArrayAt("matchExpressions").Objects())
            requirements.Add(
                new Requirement(expression.StringAt("key") ?? "", expression.StringAt("operator") ?? "", [.. expression.ArrayAt("values").Strings()]));
        return new LabelSelector(requirements);
    }

    /// <summary>One condition on one key.</summary>
    internal sealed record Requirement(string Key, string Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(string? value) => Operator switch
        {
            "In" => value is not null && Values.Contains(value),
            "NotIn" => value is null || !Values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => long.TryParse(value, out var number) && number > long.Parse(Values[0]),
            "Lt" => long.TryParse(value, out var number) && number < long.Parse(Values[0]),
            _ => false,
        };
    }
}
