using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Pods;

/// <summary>Builds the Pod of a controller's template; the API server completes the name.</summary>
internal static class PodFromTemplate
{
    public static JsonObject Build(JsonObject owner, string ownerKind)
    {
        var template = owner.ObjectAt("spec", "template")!;
        var metadata = new JsonObject
        {
            ["generateName"] = $"{owner.Name()}-",
            ["namespace"] = owner.Namespace(),
        };
        foreach (var key in (ReadOnlySpan<string>)["labels", "annotations", "finalizers"])
        {
            if (template.At("metadata", key) is { } value)
                metadata[key] = value.DeepClone();
        }

        var reference = OwnerReferences.ControllerReference(owner);
        reference["kind"] = ownerKind;
        metadata["ownerReferences"] = new JsonArray(reference);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = template.ObjectAt("spec")!.DeepClone(),
        };
    }
}
