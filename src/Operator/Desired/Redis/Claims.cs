using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Redis;

/// <summary>Volumes of an app. They are never pruned: what they hold cannot be made again.</summary>
internal static class Claims
{
    /// <param name="app">The app.</param>
    /// <param name="name">Name of the claim.</param>
    /// <param name="component">What uses it.</param>
    /// <param name="size">A quantity.</param>
    /// <param name="storageClassName">Null for the cluster's default.</param>
    /// <param name="retain">It outlives the app.</param>
    public static V1PersistentVolumeClaim Of(AppIdentity app, string name, string component, string size, string? storageClassName, bool retain) => new()
    {
        Metadata = Metadata(app, name, component, retain),
        Spec = new V1PersistentVolumeClaimSpec
        {
            AccessModes = ["ReadWriteOnce"],
            StorageClassName = storageClassName,
            Resources = new V1VolumeResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) },
            },
        },
    };

    private static V1ObjectMeta Metadata(AppIdentity app, string name, string component, bool retain)
    {
        var metadata = Meta.Of(app, name, component);
        // Rendered without a cluster, an app has no uid.
        if (app.Uid.Length > 0)
            metadata.Annotations = new Dictionary<string, string> { [Ownership.UsedBy] = app.Uid };
        if (retain)
            metadata.OwnerReferences = null;
        return metadata;
    }
}
