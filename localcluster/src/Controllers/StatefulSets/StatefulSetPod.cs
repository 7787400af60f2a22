using System.Globalization;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;
using October.LocalCluster.Controllers.Pods;

namespace October.LocalCluster.Controllers.StatefulSets;

/// <summary>The identity of a StatefulSet's pods: name, ordinal, host name, claims (kubernetes/pkg/controller/statefulset/stateful_set_utils.go).</summary>
internal static class StatefulSetPod
{
    /// <summary>The label of a pod that names its ControllerRevision.</summary>
    public const string RevisionLabel = "controller-revision-hash";

    /// <summary>The ordinal of a pod of this set, or null when the name is not one.</summary>
    public static int? OrdinalOf(JsonObject set, string podName)
    {
        var prefix = set.Name() + "-";
        return podName.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(podName.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal
            : null;
    }

    public static string RevisionOf(JsonObject pod) => pod.Labels()?[RevisionLabel].AsString() ?? "";

    public static string ClaimName(JsonObject set, JsonObject template, int ordinal) => $"{template.Name()}-{set.Name()}-{ordinal}";

    /// <summary>The pod with this ordinal, of the template of a revision.</summary>
    public static JsonObject Build(JsonObject set, JsonObject template, string revision, int ordinal)
    {
        var versioned = set.Clone();
        versioned["spec"]!["template"] = template.DeepClone();
        var pod = PodFromTemplate.Build(versioned, "StatefulSet");
        var name = $"{set.Name()}-{ordinal}";
        var metadata = pod.Metadata();
        metadata.Remove("generateName");
        metadata["name"] = name;
        var labels = metadata.Ensure("labels");
        labels["statefulset.kubernetes.io/pod-name"] = name;
        labels["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels[RevisionLabel] = revision;
        var spec = pod.Ensure("spec");
        spec["hostname"] = name;
        if (set.StringAt("spec", "serviceName") is { Length: > 0 } service)
            spec["subdomain"] = service;
        MountClaims(set, spec, ordinal);
        return pod;
    }

    /// <summary>The claims of one pod.</summary>
    public static IEnumerable<JsonObject> Claims(JsonObject set, int ordinal)
    {
        foreach (var template in set.ArrayAt("spec", "volumeClaimTemplates").Objects())
        {
            var claim = template.Clone();
            claim.Remove("status");
            var labels = claim.Metadata().Ensure("labels");
            foreach (var (key, value) in set.ObjectAt("spec", "selector", "matchLabels") ?? [])
                labels[key] = value?.DeepClone();
            claim.Metadata()["name"] = ClaimName(set, template, ordinal);
            claim.Metadata()["namespace"] = set.Namespace();
            if (set.StringAt("spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted") == "Delete")
            {
                var owner = OwnerReferences.ControllerReference(set);
                owner["kind"] = "StatefulSet";
                claim.Metadata()["ownerReferences"] = new JsonArray(owner);
            }

            yield return claim;
        }
    }

    /// <summary>A claim takes the place of the template's volume of the same name.</summary>
    private static void MountClaims(JsonObject set, JsonObject spec, int ordinal)
    {
        var templates = set.ArrayAt("spec", "volumeClaimTemplates").Objects().ToList();
        if (templates.Count == 0)
            return;
        var volumes = new JsonArray();
        foreach (var template in templates)
        {
            volumes.Add((JsonNode)new JsonObject
            {
                ["name"] = template.Name(),
                ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = ClaimName(set, template, ordinal) },
            });
        }

        foreach (var volume in spec.ArrayAt("volumes").Objects().Where(v => templates.TrueForAll(t => t.Name() != v.StringAt("name"))))
            volumes.Add(volume.DeepClone());
        spec["volumes"] = volumes;
    }
}
