using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ControllerRuntime;

namespace October.LocalCluster.Controllers.Volumes;

/// <summary>
/// A PersistentVolumeClaim of any class is bound at once: its volume is a directory on this machine. One that names none was made while there
/// was no default, and waits. A claim is kept while a pod uses it (finalizer <c>kubernetes.io/pvc-protection</c>).
/// </summary>
internal static class ClaimDecision
{
    public const string Protection = "kubernetes.io/pvc-protection";

    public static Decision Decide(JsonObject claim, IReadOnlyList<JsonObject> podsOfNamespace)
    {
        if (claim.IsTerminating() || !claim.Finalizers().Contains(Protection))
            return Protect(claim, podsOfNamespace);
        if (claim.StringAt("spec", "volumeName") is not { Length: > 0 })
        {
            if (!claim.MayBind())
            {
                return Decision.Of(new Write.Emit(
                    claim, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set"));
            }

            return Decision.Of(new Write.Patch(
                ResourceTypes.PersistentVolumeClaims, claim, new JsonObject { ["spec"] = new JsonObject { ["volumeName"] = $"pvc-{claim.Uid()}" } }));
        }

        return Decision.Of(Write.Status(ResourceTypes.PersistentVolumeClaims, claim, Bound(claim)));
    }

    /// <summary>Keeps the claim while it is used, and no longer.</summary>
    public static Decision Protect(JsonObject claim, IReadOnlyList<JsonObject> podsOfNamespace)
    {
        var protects = claim.Finalizers().Contains(Protection);
        if (!claim.IsTerminating())
            return protects ? Decision.Nothing : Decision.Of(SetFinalizers(claim, [.. claim.Finalizers(), Protection]));
        // A pod without a node does not use it, and waits for the claim to go: neither must wait for the other.
        var used = podsOfNamespace.Any(p => p.StringAt("spec", "nodeName") is { Length: > 0 } && !p.IsFinished() && Uses(p, claim.Name()));
        return protects && !used ? Decision.Of(SetFinalizers(claim, claim.Finalizers().Where(f => f != Protection))) : Decision.Nothing;
    }

    public static bool Uses(JsonObject pod, string claim) =>
        pod.ArrayAt("spec", "volumes").Objects().Any(v => v.StringAt("persistentVolumeClaim", "claimName") == claim);

    private static JsonObject Bound(JsonObject claim)
    {
        var status = claim.ObjectAt("status")?.Clone() ?? [];
        status["phase"] = "Bound";
        status["accessModes"] = claim.ArrayAt("spec", "accessModes")?.DeepClone();
        status["capacity"] = new JsonObject { ["storage"] = claim.At("spec", "resources", "requests", "storage")?.DeepClone() };
        return status;
    }

    private static Write.Patch SetFinalizers(JsonObject claim, IEnumerable<string> finalizers)
    {
        var array = finalizers.ToJsonArray();
        return new Write.Patch(
            ResourceTypes.PersistentVolumeClaims,
            claim,
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["uid"] = claim.Uid(),
                    ["resourceVersion"] = claim.ResourceVersion(),
                    ["finalizers"] = array.Count == 0 ? null : array,
                },
            });
    }
}
