using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>A request to restore redis' data from a backup. Carried out once for each requestId.</summary>
public sealed class RestoreSpec
{
    [Required]
    [Description("The backup: its file name, as status.backup.lastBackupName has it, or latest for the newest.")]
    [Pattern("^(latest|dump-[0-9TZ]+[.]rdb)$")]
    [Length(1, 64)]
    public string BackupName { get; set; } = "";

    [Required]
    [Description(
        "Any text of yours that is new for each restore, for example the number of the incident. One that was handled, as status.restore.requestId and "
            + "earlierRequestIds say, is not carried out again.")]
    // What can be seen, and blanks: it is repeated in status, in events and on terminals.
    [Pattern(@"^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$")]
    [Length(1, 64)]
    public string RequestId { get; set; } = "";
}
