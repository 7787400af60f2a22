using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of storage kinds.</summary>
internal static class StorageColumns
{
    public static IReadOnlyList<Column> Claim { get; } =
    [
        Name,
        Text(
            "Status",
            "phase represents the current phase of PersistentVolumeClaim.",
            o => o.IsTerminating() ? "Terminating" : o.StringAt("status", "phase") ?? ""),
        Text("Volume", "volumeName is the binding reference to the PersistentVolume backing this claim.", o => o.StringAt("spec", "volumeName") ?? ""),
        Text(
            "Capacity",
            "capacity represents the actual resources of the underlying volume.",
            o => IsBound(o) ? o.StringAt("status", "capacity", "storage") ?? "" : ""),
        Text(
            "Access Modes",
            "accessModes contains the actual access modes the volume backing the PVC has. More info: "
                + "https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1",
            o => IsBound(o) ? AccessModes(o.ArrayAt("status", "accessModes")) : ""),
        Text("StorageClass", "StorageClass of the pvc", o => o.StringAt("spec", "storageClassName") ?? ""),
        Text("VolumeAttributesClass", "VolumeAttributesClass of the pvc", o => o.StringAt("spec", "volumeAttributesClassName") ?? "<unset>"),
        Age,
        Text(
                "VolumeMode",
                "volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.",
                o => o.StringAt("spec", "volumeMode") ?? "<unset>")
            .Wide(),
    ];

    public static IReadOnlyList<Column> Volume { get; } =
    [
        Name,
        Text(
            "Capacity",
            "capacity is the description of the persistent volume's resources and capacity. More info: "
                + "https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity",
            o => o.StringAt("spec", "capacity", "storage") ?? ""),
        Text(
            "Access Modes",
            "accessModes contains all ways the volume can be mounted. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes",
            o => AccessModes(o.ArrayAt("spec", "accessModes"))),
        Text(
            "Reclaim Policy",
            "persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. Valid options are Retain (default for "
                + "manually created PersistentVolumes), Delete (default for dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must "
                + "be supported by the volume plugin underlying this PersistentVolume. More info: "
                + "https://kubernetes.io/docs/concepts/storage/persistent-volumes#reclaiming",
            o => o.StringAt("spec", "persistentVolumeReclaimPolicy") ?? ""),
        Text(
            "Status",
            "phase indicates if a volume is available, bound to a claim, or released by a claim. More info: "
                + "https://kubernetes.io/docs/concepts/storage/persistent-volumes#phase",
            o => o.IsTerminating() ? "Terminating" : o.StringAt("status", "phase") ?? ""),
        Text(
            "Claim",
            "claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. Expected to be non-nil when bound. "
                + "claim.VolumeName is the authoritative bind between PV and PVC. More info: "
                + "https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding",
            o => o.ObjectAt("spec", "claimRef") is { } c ? $"{c.StringAt("namespace")}/{c.StringAt("name")}" : ""),
        Text(
            "StorageClass",
            "storageClassName is the name of StorageClass to which this persistent volume belongs. Empty value means that this volume does not belong to any "
                + "StorageClass.",
            o => o.StringAt("spec", "storageClassName") ?? ""),
        Text(
            "VolumeAttributesClass",
            "Name of VolumeAttributesClass to which this persistent volume belongs. Empty value is not allowed. When this field is not set, it indicates that "
                + "this volume does not belong to any VolumeAttributesClass. This field is mutable and can be changed by the CSI driver after a volume has "
                + "been updated successfully to a new class. For an unbound PersistentVolume, the volumeAttributesClassName will be matched with unbound "
                + "PersistentVolumeClaims during the binding process.",
            o => o.StringAt("spec", "volumeAttributesClassName") ?? "<unset>"),
        Text(
            "Reason",
            "reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.",
            o => o.StringAt("status", "reason") ?? ""),
        Age,
        Text(
                "VolumeMode",
                "volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state. Value of Filesystem is "
                    + "implied when not included in spec.",
                o => o.StringAt("spec", "volumeMode") ?? "<unset>")
            .Wide(),
    ];

    public static IReadOnlyList<Column> Class { get; } =
    [
        Text(
            "Name",
            NameDescription,
            o => o.Name() + (o.Annotations().StringAt("storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : "")) with { Format = "name" },
        Text("Provisioner", "provisioner indicates the type of the provisioner.", o => o.StringAt("provisioner")),
        Text(
            "ReclaimPolicy",
            "reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.",
            o => o.StringAt("reclaimPolicy") ?? "Delete"),
        Text(
            "VolumeBindingMode",
            "volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field "
                + "is only honored by servers that enable the VolumeScheduling feature.",
            o => o.StringAt("volumeBindingMode") ?? "Immediate"),
        new(
            "AllowVolumeExpansion",
            "string",
            "allowVolumeExpansion shows whether the storage class allow volume expand.",
            (o, _) => o.BoolAt("allowVolumeExpansion") ?? false),
        Age,
    ];

    private static bool IsBound(JsonObject claim) => claim.StringAt("spec", "volumeName") is { Length: > 0 };

    private static string AccessModes(JsonArray? modes)
    {
        var present = modes.Strings().ToHashSet();
        (string Mode, string Short)[] order = [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
        return string.Join(",", order.Where(m => present.Contains(m.Mode)).Select(m => m.Short));
    }
}
