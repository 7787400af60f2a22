using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Selectors;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Apps;

/// <summary>What the workload kinds have in common: a selector that matches the template, and the template itself.</summary>
internal static class WorkloadValidation
{
    /// <param name="value">The workload.</param>
    /// <param name="immutableSelector">Whether the selector may never change.</param>
    /// <param name="old">The workload before.</param>
    /// <param name="checkPods">Whether the template's pod is checked: a StatefulSet's is not, for its volumes come from the claims.</param>
    public static IEnumerable<FieldError> Template(JsonObject value, bool immutableSelector, JsonObject? old = null, bool checkPods = true)
    {
        var spec = value.ObjectAt("spec");
        if (spec.LongAt("replicas") is < 0 and var replicas)
            yield return FieldError.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0");
        var selector = spec.ObjectAt("selector");
        if (selector is null || (selector.ObjectAt("matchLabels") is null or { Count: 0 } && selector.ArrayAt("matchExpressions") is null or { Count: 0 }))
        {
            if (selector is null)
                yield return FieldError.Required("spec.selector", "");
            else
                yield return FieldError.Invalid("spec.selector", "{}", $"empty selector is invalid for {(value.StringAt("kind") ?? "").ToLowerInvariant()}");
        }

        var template = spec.ObjectAt("template");
        var labels = template.ObjectAt("metadata", "labels");
        if (
            selector is null or { Count: > 0 }
            && (
                selector is null
                || !LabelSelector.FromObject(selector).Matches(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels?.DeepClone() } })))
            yield return FieldError.Invalid(
                "spec.template.metadata.labels", SchemaValidator.GoJson(Sorted(labels)), "`selector` does not match template `labels`");
        foreach (var error in MetadataValidation.Labels(labels, "spec.template.metadata.labels"))
            yield return error;
        foreach (var error in checkPods ? PodValidation.Spec(template.ObjectAt("spec"), "spec.template.spec") : [])
            yield return error;
        if (template.StringAt("spec", "restartPolicy") is { } restart && restart != "Always")
            yield return FieldError.NotSupported("spec.template.spec.restartPolicy", FieldError.Quote(restart), ["Always"]);
        if (immutableSelector && old is not null && !selector.DeepEqual(old.At("spec", "selector")))
            yield return FieldError.Invalid("spec.selector", SchemaValidator.GoJson(selector), "field is immutable");
    }

    private static JsonNode? Sorted(JsonObject? map) =>
        map is null ? null : new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
}
