using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Operator.Desired.Configuration;

namespace October.Operator.Desired.Workloads;

/// <summary>Merges the user's part of a pod template into the operator's.</summary>
internal static class PodOverrides
{
    /// <exception cref="FormatException">What the user wrote does not make a pod.</exception>
    public static V1PodTemplateSpec Apply(V1PodTemplateSpec template, ResolvedPodTemplate? given, string component)
    {
        if (given is null)
            return template;
        var (path, what) = ($"spec.{component}.podTemplate.spec", "a pod: see kubectl explain pod.spec");
        FreeForm.Read<V1PodSpec>(given.SpecJson, path, what);
        var merged = StrategicMerge.Apply((JsonObject)OctoberJson.Node(template.Spec), (JsonObject)JsonNode.Parse(given.SpecJson)!);
        // Selectors and policies go by the operator's labels: they cannot be overridden.
        var labels = new Dictionary<string, string>(template.Metadata.Labels);
        foreach (var (key, value) in given.Labels)
            labels.TryAdd(key, value);
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = labels,
                Annotations = given.Annotations.Count > 0 ? new Dictionary<string, string>(given.Annotations) : null,
            },
            Spec = FreeForm.Read<V1PodSpec>(merged.ToJsonString(), path, what),
        };
    }
}
