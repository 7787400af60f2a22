namespace October.Crd.Status;

/// <summary>Pods of one component.</summary>
public sealed class ComponentStatus
{
    [Description("Pods wanted.")]
    public int Desired { get; set; }

    [Description("Pods of the current revision.")]
    public int Updated { get; set; }

    [Description("Pods that are ready.")]
    public int Ready { get; set; }

    [Description("Pods that have been ready long enough to be used.")]
    public int Available { get; set; }

    [Description("Ready and wanted pods, for example 1/2.")]
    public string? Summary { get; set; }

    [Description("Image that the pods run.")]
    public string? Image { get; set; }

    [Description("Digest of the image that the pods run, as their node reports it, for example sha256:9f86d0…; the same tag may be another image tomorrow.")]
    public string? ImageDigest { get; set; }
}
