namespace October.Common.Queues;

/// <summary>Which of two waiting keys is taken first.</summary>
public enum Priority
{
    /// <summary>The backlog of a start or of a resync: nothing has changed, as far as is known.</summary>
    Low,

    /// <summary>Something has changed, or a time has come.</summary>
    Normal,
}
