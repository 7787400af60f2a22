namespace October.Operator.Decide.Commands;

/// <summary>The one-shot commands that annotations give.</summary>
internal enum CommandKind
{
    /// <summary>Attempt again what failed.</summary>
    Retry,

    /// <summary>Give up the attempt under way, or roll back what was left in place after it failed.</summary>
    Abort,

    /// <summary>Let the spec's revision serve without its remaining smoke probes.</summary>
    Promote,

    /// <summary>Roll back to an older revision.</summary>
    RollbackTo,

    /// <summary>Give redis a new password.</summary>
    RotatePassword,

    /// <summary>Make a backup now.</summary>
    BackupNow,
}
