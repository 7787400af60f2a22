namespace October.Tasks.Control;

/// <summary>What this worker is called among Celery's.</summary>
internal static class WorkerName
{
    /// <summary>As Celery names its own: <c>celery@host</c>.</summary>
    public static string Own { get; } = "celery@" + Environment.MachineName;
}
