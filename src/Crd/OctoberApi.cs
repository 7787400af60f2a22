namespace October.Crd;

/// <summary>The names that make up October's API surface. Changing one is a breaking change.</summary>
public static class OctoberApi
{
    public const string Group = "october.dev";
    public const string Version = "v1";
    public const string Kind = "OctoberApp";
    public const string Plural = "octoberapps";
    public const string Singular = "octoberapp";
    public const string ShortName = "oapp";
    public const string Category = "october";

    /// <summary>Field manager of every child and of status.</summary>
    public const string FieldManager = "october-operator";

    /// <summary>
    /// One-shot verbs are annotations whose value is a token of the user's choice, echoed in status once handled. This one tries what failed again.
    /// </summary>
    public const string RetryAnnotation = "october.dev/retry";

    /// <summary>Gives up the attempt under way, or takes back what was left in place after it failed.</summary>
    public const string AbortAnnotation = "october.dev/abort";

    /// <summary>Lets the spec's revision go live without the probes that are still to come.</summary>
    public const string PromoteAnnotation = "october.dev/promote";

    /// <summary>Puts an older revision back: its ControllerRevision's name, and after a slash any text that makes the token new.</summary>
    public const string RollbackToAnnotation = "october.dev/rollback-to";

    /// <summary>Gives redis a new password; the old one stays good until every pod has moved. Handled when that is done.</summary>
    public const string RotatePasswordAnnotation = "october.dev/rotate-password";

    /// <summary>
    /// <c>true</c>: the app takes over what an earlier app of its name has left. No one-shot verb: it holds for as long as it is there.
    /// </summary>
    public const string AdoptAnnotation = "october.dev/adopt";

    /// <summary>Makes a backup now.</summary>
    public const string BackupNowAnnotation = "october.dev/backup-now";
}
