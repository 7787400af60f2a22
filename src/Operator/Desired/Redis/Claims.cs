using k8s.Models;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Redis;

/// <summary>Volumes of an app. They are never pruned: what they hold cannot be made again.</summary>
internal static class Claims
{
    public static V1PersistentVolumeClaim Of(AppIdentity app, string name, string component, string size, string? storageClassName) => new()
    {
        Metadata = Meta.Of(app, name, component),
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
}
