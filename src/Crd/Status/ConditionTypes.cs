namespace October.Crd.Status;

/// <summary>Types of <c>status.conditions</c>.</summary>
public static class ConditionTypes
{
    public const string Ready = "Ready";
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string Reconciling = "Reconciling";
    public const string Stalled = "Stalled";
    public const string SmokeTestsPassed = "SmokeTestsPassed";
    public const string RolledBack = "RolledBack";
    public const string ChildrenApplied = "ChildrenApplied";
    public const string Exposed = "Exposed";
    public const string BackupHealthy = "BackupHealthy";
}
