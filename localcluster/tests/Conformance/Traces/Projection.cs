using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.Conformance.Traces;

/// <summary>The parts of an object that traces hold: what controllers and the kubelet change, without times of conditions, ids and facts of the node.</summary>
internal static class Projection
{
    private static readonly string[] Metadata = ["generation", "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "labels"];
    private static readonly string[] OwnerFields = ["kind", "name", "controller", "blockOwnerDeletion"];
    private static readonly string[] ControllerAnnotations = ["deployment.kubernetes.io/", "batch.kubernetes.io/", "endpoints.kubernetes.io/"];
    private static readonly string[] LeftOut = ["uid", "containerID", "imageID", "volumeMounts", "user", "allocatedResources", "allocatedResourcesStatus"];
    private static readonly string[] LeftOutOfConditions = ["type", "lastTransitionTime", "lastProbeTime", "lastUpdateTime"];

    private static readonly Dictionary<string, string[]> Spec = new(StringComparer.Ordinal)
    {
        ["Deployment"] = ["replicas", "paused"],
        ["ReplicaSet"] = ["replicas"],
        ["Pod"] = ["nodeName", "restartPolicy"],
        ["Job"] = ["backoffLimit", "completions", "parallelism", "suspend"],
    };

    public static JsonObject Of(JsonObject value)
    {
        var kind = value.StringAt("kind") ?? "";
        var result = new JsonObject { ["metadata"] = OfMetadata(value) };
        Put(result, "spec", Pick(value.ObjectAt("spec"), Spec.GetValueOrDefault(kind) ?? []));
        if (value.ObjectAt("status") is { } status)
            Put(result, "status", OfStatus(status));
        if (kind == "EndpointSlice")
        {
            foreach (var field in (string[])["addressType", "endpoints", "ports"])
                result[field] = Without(value[field], LeftOut);
        }

        return result;
    }

    private static JsonObject OfMetadata(JsonObject value)
    {
        var metadata = Pick(value.ObjectAt("metadata"), Metadata);
        // A time, of which only whether it is there was compared: it moves with the grace period.
        if (metadata.ContainsKey("deletionTimestamp"))
            metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        if (value.ArrayAt("metadata", "ownerReferences") is { } owners)
            metadata["ownerReferences"] = new JsonArray([.. owners.Objects().Select(o => (JsonNode)Pick(o, OwnerFields))]);
        var annotations = new JsonObject(
            (value.Annotations() ?? [])
                .Where(a => ControllerAnnotations.Any(c => a.Key.StartsWith(c, StringComparison.Ordinal)))
                .Select(a => KeyValuePair.Create(a.Key, a.Value?.DeepClone())));
        Put(metadata, "annotations", annotations);
        return metadata;
    }

    private static JsonObject OfStatus(JsonObject status)
    {
        var result = new JsonObject();
        foreach (var (key, value) in status)
        {
            if (key is "hostIPs" or "podIPs")
                continue;
            result[key] = key == "conditions" ? ConditionsByType(value as JsonArray) : Without(value, LeftOut);
        }

        return result;
    }

    private static JsonObject ConditionsByType(JsonArray? conditions) => new(conditions.Objects()
        .Select(c => KeyValuePair.Create(c.StringAt("type") ?? "", (JsonNode?)Without(c, LeftOutOfConditions))));

    private static JsonNode? Without(JsonNode? node, string[] names) => node switch
    {
        JsonObject map => new JsonObject(map.Where(p => !names.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, Without(p.Value, names)))),
        JsonArray list => new JsonArray([.. list.Select(item => Without(item, names))]),
        _ => node?.DeepClone(),
    };

    private static JsonObject Pick(JsonObject? value, string[] fields) =>
        new(fields.Where(f => value?[f] is not null).Select(f => KeyValuePair.Create(f, value![f]?.DeepClone())));

    private static void Put(JsonObject target, string key, JsonObject value)
    {
        if (value.Count > 0)
            target[key] = value;
    }
}
