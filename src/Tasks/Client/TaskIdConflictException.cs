namespace October.Tasks.Client;

/// <summary>A task with this id was sent before, and is another one; nothing was sent.</summary>
public sealed class TaskIdConflictException(string taskId)
    : Exception("this id was used for a different task, or with different arguments or options")
{
    /// <summary>The id.</summary>
    public string TaskId { get; } = taskId;
}
