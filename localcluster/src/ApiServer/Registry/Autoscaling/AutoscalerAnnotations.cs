using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry.Autoscaling;

/// <summary>How autoscaling/v1 writes into annotations what it has no fields for: metrics in their old form, the behavior as Go prints it.</summary>
internal static class AutoscalerAnnotations
{
    private static readonly string[] Rules = ["StabilizationWindowSeconds", "SelectPolicy", "Policies", "Tolerance"];

    private static readonly (string Flat, string Nested)[] Targets =
        [("targetAverageUtilization", "averageUtilization"), ("targetAverageValue", "averageValue"), ("targetValue", "value")];

    /// <summary>The document in an annotation; null when it is no JSON.</summary>
    public static JsonNode? Read(string text)
    {
        try
        {
            return JsonReading.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Root;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A v2 metric with its target flat in the source.</summary>
    public static JsonObject Metric(JsonNode? metric)
    {
        var copy = (JsonObject)metric!.DeepClone();
        foreach (var (_, child) in copy)
        {
            if (child is not JsonObject source || source.ObjectAt("target") is not { } target)
                continue;
            source.Remove("target");
            foreach (var (flat, nested) in Targets)
            {
                if (target[nested] is { } amount)
                    source[flat] = amount.DeepClone();
            }
        }

        return copy;
    }

    /// <summary>The reverse of <see cref="Metric"/>.</summary>
    public static JsonObject ToMetric(JsonObject metric)
    {
        var copy = metric.Clone();
        foreach (var (_, child) in copy)
        {
            if (child is not JsonObject source)
                continue;
            foreach (var (flat, nested) in Targets)
            {
                if (source[flat] is not { } amount)
                    continue;
                source["target"] = new JsonObject
                {
                    ["type"] = nested switch { "averageUtilization" => "Utilization", "averageValue" => "AverageValue", _ => "Value" },
                    [nested] = amount.DeepClone(),
                };
                source.Remove(flat);
            }
        }

        return copy;
    }

    public static JsonObject Behavior(JsonObject behavior)
    {
        var shown = new JsonObject();
        foreach (var (field, name) in new[] { ("scaleUp", "ScaleUp"), ("scaleDown", "ScaleDown") })
        {
            shown[name] = behavior.ObjectAt(field) is not { } rules ? null : new JsonObject(Rules.Select(rule => KeyValuePair.Create(rule, rule == "Policies"
                ? Policies(rules, "policies", static key => char.ToUpperInvariant(key[0]) + key[1..])
                : rules[char.ToLowerInvariant(rule[0]) + rule[1..]]?.DeepClone())));
        }

        return shown;
    }

    public static JsonObject ToBehavior(JsonObject shown)
    {
        var behavior = new JsonObject();
        foreach (var (field, name) in new[] { ("scaleUp", "ScaleUp"), ("scaleDown", "ScaleDown") })
        {
            if (shown.ObjectAt(name) is not { } rules)
                continue;
            var written = new JsonObject();
            foreach (var rule in Rules.Where(rule => rules[rule] is not null))
            {
                written[char.ToLowerInvariant(rule[0]) + rule[1..]] = rule == "Policies"
                    ? Policies(rules, "Policies", static key => char.ToLowerInvariant(key[0]) + key[1..])
                    : rules[rule]!.DeepClone();
            }

            behavior[field] = written;
        }

        return behavior;
    }

    private static JsonArray? Policies(JsonObject rules, string field, Func<string, string> rename) => rules.ArrayAt(field) is { } policies
        ? new JsonArray([.. policies.Objects().Select(policy => new JsonObject(policy.Select(p => KeyValuePair.Create(rename(p.Key), p.Value?.DeepClone()))))])
        : null;
}
