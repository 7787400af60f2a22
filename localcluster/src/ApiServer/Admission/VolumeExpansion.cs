using System.Numerics;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.Cel.Values.Kubernetes;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>A claim grows only where its StorageClass allows it (admission plugin <c>PersistentVolumeClaimResize</c>).</summary>
internal sealed class VolumeExpansion(IObjectStore store)
{
    public void Check(ResourceRequest request, JsonObject claim, JsonObject old)
    {
        if (Size(claim) is not { } wanted || Size(old) is not { } given || wanted <= given)
            return;
        var name = claim.StringAt("spec", "storageClassName") ?? "";
        if (store.Get("storage.k8s.io/storageclasses", new ObjectKey("", name))?.Value.BoolAt("allowVolumeExpansion") != true)
            throw StatusError.Forbidden(
                request.Kind,
                claim.Name(),
                "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
        if (old.StringAt("status", "phase") != "Bound")
            throw StatusError.Forbidden(request.Kind, claim.Name(), "Only bound persistent volume claims can be expanded");
    }

    private static BigInteger? Size(JsonObject claim) =>
        claim.StringAt("spec", "resources", "requests", "storage") is { } text ? Quantity.Parse(text) : null;
}
