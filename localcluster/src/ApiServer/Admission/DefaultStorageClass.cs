using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.ApiServer.Admission;

/// <summary>Gives a claim that names no StorageClass the default one (admission plugin <c>DefaultStorageClass</c>): of several the newest.</summary>
internal sealed class DefaultStorageClass(IObjectStore store)
{
    private const string IsDefault = "storageclass.kubernetes.io/is-default-class";

    public void Admit(JsonObject claim)
    {
        if (
            claim.ObjectAt("spec") is not { } spec
            || spec["storageClassName"] is not null
            || claim.Annotations()?["volume.beta.kubernetes.io/storage-class"] is not null)
            return;
        var found = store.List("storage.k8s.io/storageclasses").Objects.Values.Select(c => c.Value)
            .Where(c => c.Annotations()?[IsDefault].AsString() == "true")
            .OrderByDescending(c => c.StringAt("metadata", "creationTimestamp"), StringComparer.Ordinal).ThenBy(c => c.Name(), StringComparer.Ordinal)
            .FirstOrDefault();
        if (found is not null)
            spec["storageClassName"] = found.Name();
    }

    /// <summary>A default StorageClass whose volumes are directories of this machine.</summary>
    public static JsonObject Build(string name, bool allowsExpansion) => new()
    {
        ["apiVersion"] = "storage.k8s.io/v1",
        ["kind"] = "StorageClass",
        ["metadata"] = new JsonObject { ["name"] = name, ["annotations"] = new JsonObject { [IsDefault] = "true" } },
        ["provisioner"] = "local-cluster/directory",
        ["reclaimPolicy"] = "Delete",
        ["volumeBindingMode"] = "Immediate",
        ["allowVolumeExpansion"] = allowsExpansion,
    };
}
