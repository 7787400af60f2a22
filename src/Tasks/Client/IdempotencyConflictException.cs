namespace October.Tasks.Client;

/// <summary>An idempotency key was used before for another task; nothing was sent.</summary>
public sealed class IdempotencyConflictException(string taskId)
    : Exception("this idempotency key was used for a different task, or with different arguments or options")
{
    /// <summary>The id of the task that the key belongs to.</summary>
    public string TaskId { get; } = taskId;
}
