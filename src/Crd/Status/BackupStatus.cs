namespace October.Crd.Status;

/// <summary>How backups went.</summary>
public sealed class BackupStatus
{
    [Description("When the schedule last started one.")]
    public DateTime? LastScheduleTime { get; set; }

    [Description("When the schedule starts the next one after that; not there while spec.backup.suspend is true.")]
    public DateTime? NextScheduleTime { get; set; }

    [Description("When a backup was last completed and checked.")]
    public DateTime? LastSuccessTime { get; set; }

    [Description("When one last failed.")]
    public DateTime? LastFailureTime { get; set; }

    [Description("Name of the Job that ended last.")]
    public string? LastJob { get; set; }

    [Description("File name of the newest backup on the volume <app>-backup-data.")]
    public string? LastBackupName { get; set; }

    [Description("Its size in bytes.")]
    public long? SizeBytes { get; set; }

    [Description("How long it took, in seconds.")]
    public long? DurationSeconds { get; set; }

    [Description("How many backups there are, all of them checked.")]
    public int? Count { get; set; }
}
