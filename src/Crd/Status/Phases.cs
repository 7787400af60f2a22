namespace October.Crd.Status;

/// <summary>Values of <c>status.phase</c>.</summary>
public static class Phases
{
    public const string Pending = "Pending";
    public const string Progressing = "Progressing";
    public const string Verifying = "Verifying";
    public const string Baking = "Baking";
    public const string Ready = "Ready";
    public const string RollingBack = "RollingBack";
    public const string RolledBack = "RolledBack";
    public const string Failed = "Failed";
    public const string Suspended = "Suspended";
    public const string Restoring = "Restoring";
}
