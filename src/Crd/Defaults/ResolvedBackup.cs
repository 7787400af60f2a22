namespace October.Crd.Defaults;

/// <summary>Regular copies of redis' data.</summary>
/// <param name="Schedule">A cron expression.</param>
/// <param name="TimeZone">Null for the cluster's.</param>
/// <param name="Suspend">Only by command.</param>
/// <param name="KeepLast">How many are kept.</param>
/// <param name="Image">Null for redis' own.</param>
/// <param name="Size">Of the volume, a quantity.</param>
/// <param name="StorageClassName">Null for the cluster's default.</param>
/// <param name="MaxAge">Older ones go, but never the newest; null for no limit.</param>
/// <param name="BeforeRollout">One is made before a new revision starts.</param>
/// <param name="Retain">The volume outlives the app.</param>
public sealed record ResolvedBackup(
    string Schedule,
    string? TimeZone,
    bool Suspend,
    int KeepLast,
    string? Image,
    string Size,
    string? StorageClassName,
    bool BeforeRollout = false,
    TimeSpan? MaxAge = null,
    bool Retain = true);
