using October.Crd.Attributes;

namespace October.Crd.Status;

/// <summary>How backups went.</summary>
public sealed class BackupStatus
{
    [Description("When a backup was last completed and checked.")]
    public DateTime? LastSuccessTime { get; set; }

    [Description("When one last failed.")]
    public DateTime? LastFailureTime { get; set; }

    [Description("Name of the Job that ended last.")]
    public string? LastJob { get; set; }
}
