using k8s.Models;
using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>Redis' PersistentVolumeClaim. One-way: it can grow and is never rolled back.</summary>
public sealed class PersistenceSpec
{
    [Description("Size of the volume, a quantity such as 1Gi. It can grow, never shrink. Default: 1Gi.")]
    [Quantity]
    public IntOrString? Size { get; set; }

    [Description("Storage class of the volume; can not be changed later. Default: the cluster's default class.")]
    [Length(1, 253)]
    public string? StorageClassName { get; set; }
}
