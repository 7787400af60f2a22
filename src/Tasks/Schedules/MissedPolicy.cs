namespace October.Tasks.Schedules;

/// <summary>What becomes of the times of a schedule at which no worker ran.</summary>
public enum MissedPolicy
{
    /// <summary>The last of them is sent as soon as a worker runs, as Celery's beat does.</summary>
    Once,

    /// <summary>None is sent.</summary>
    Skip,
}
