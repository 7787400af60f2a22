using System.Text.Json.Nodes;
using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>A PersistentVolumeClaim of the app. One-way: it can grow and is never rolled back.</summary>
public sealed class PersistenceSpec
{
    [Description("Size of the volume, a quantity such as 1Gi. It can grow, never shrink. Default: 1Gi.")]
    [Quantity]
    public JsonNode? Size { get; set; }

    [Description("Storage class of the volume; can not be changed later. Default: the cluster's default class.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string? StorageClassName { get; set; }

    [Description(
        "True: the volume outlives the OctoberApp; one of the same name takes it over with the annotation october.dev/adopt: \"true\". False: it is "
            + "deleted with the OctoberApp. Default: true for backups; for redis' data true in profile prod, false in dev.")]
    public bool? Retain { get; set; }
}
