using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using October.Crd.Defaults;

namespace October.Operator.Desired;

/// <summary>Merges the user's part of a pod template into the operator's.</summary>
internal static class PodOverrides
{
    /// <exception cref="FormatException">What the user wrote does not make a pod.</exception>
    public static V1PodTemplateSpec Apply(V1PodTemplateSpec template, ResolvedPodTemplate? given, string component)
    {
        if (given is null)
            return template;
        try
        {
            var part = (JsonObject)JsonNode.Parse(given.SpecJson)!;
            if (Unknown(part, JsonNode.Parse(KubernetesJson.Serialize(KubernetesJson.Deserialize<V1PodSpec>(given.SpecJson))), $"spec.{component}.podTemplate.spec") is { } unknown)
                throw new FormatException($"{unknown} is not a field of a pod: see kubectl explain pod.spec");
            var merged = StrategicMerge.Apply((JsonObject)JsonNode.Parse(KubernetesJson.Serialize(template.Spec))!, part);
            // Selectors and policies go by the operator's labels: they cannot be overridden.
            var labels = new Dictionary<string, string>(template.Metadata.Labels);
            foreach (var (key, value) in given.Labels)
                labels.TryAdd(key, value);
            return new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = labels, Annotations = given.Annotations.Count > 0 ? new Dictionary<string, string>(given.Annotations) : null },
                Spec = KubernetesJson.Deserialize<V1PodSpec>(merged.ToJsonString()),
            };
        }
        catch (JsonException error)
        {
            throw new FormatException($"spec.{component}.podTemplate.spec is not part of a pod: {error.Message}", error);
        }
    }

    /// <summary>Path of the first field that typed reading loses: the schema takes any, and a misspelt one must not be dropped in silence.</summary>
    private static string? Unknown(JsonNode? given, JsonNode? read, string path) => (given, read) switch
    {
        (JsonObject map, JsonObject known) => map.Where(pair => pair.Value is not null)
            .Select(pair => known.ContainsKey(pair.Key) ? Unknown(pair.Value, known[pair.Key], $"{path}.{pair.Key}") : $"{path}.{pair.Key}")
            .FirstOrDefault(found => found is not null),
        (JsonArray list, JsonArray known) => list.Zip(known)
            .Select((pair, at) => Unknown(pair.First, pair.Second, $"{path}[{at}]"))
            .FirstOrDefault(found => found is not null),
        _ => null,
    };
}
