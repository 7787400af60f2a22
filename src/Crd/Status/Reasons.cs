namespace October.Crd.Status;

/// <summary>Reasons of conditions, failures and history entries.</summary>
public static class Reasons
{
    public const string Succeeded = "Succeeded";
    public const string Progressing = "Progressing";
    public const string Verifying = "Verifying";
    public const string Baking = "Baking";
    public const string SmokeProbeFailed = "SmokeProbeFailed";
    public const string PodsReplaced = "PodsReplaced";
    public const string ProgressDeadlineExceeded = "ProgressDeadlineExceeded";
    public const string AttemptDeadlineExceeded = "AttemptDeadlineExceeded";
    public const string ImagePullFailed = "ImagePullFailed";
    public const string CrashLoop = "CrashLoop";
    public const string ConfigError = "ConfigError";
    public const string Unschedulable = "Unschedulable";
    public const string QuotaExceeded = "QuotaExceeded";
    public const string RollingBack = "RollingBack";
    public const string RolledBack = "RolledBack";
    public const string RollbackFailed = "RollbackFailed";
    public const string NoRollbackTarget = "NoRollbackTarget";
    public const string RollbackRequested = "RollbackRequested";
    public const string Promoted = "Promoted";
    public const string Aborted = "Aborted";
    public const string AwaitingRollback = "AwaitingRollback";
    public const string Frozen = "Frozen";
    public const string ProgressingWithRetry = "ProgressingWithRetry";
    public const string RetriesExceeded = "RetriesExceeded";
    public const string Superseded = "Superseded";
    public const string Suspended = "Suspended";
    public const string NameClash = "NameClash";
    public const string InvalidSpec = "InvalidSpec";
    public const string ReconcileError = "ReconcileError";
    public const string Invalid = "Invalid";
    public const string Forbidden = "Forbidden";
    public const string Denied = "Denied";
    public const string Conflict = "Conflict";
    public const string CreateFailed = "CreateFailed";
    public const string ApplyFailed = "ApplyFailed";
    public const string DependencyNotReady = "DependencyNotReady";
    public const string Restoring = "Restoring";
    public const string AuthNone = "AuthNone";
    public const string NoApiKey = "NoApiKey";
    public const string BackupFailed = "BackupFailed";
    public const string BackupStale = "BackupStale";
    public const string NoBackupYet = "NoBackupYet";
    public const string MinimumReplicasAvailable = "MinimumReplicasAvailable";
    public const string MinimumReplicasUnavailable = "MinimumReplicasUnavailable";
}
