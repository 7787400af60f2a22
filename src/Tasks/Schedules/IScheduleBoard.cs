namespace October.Tasks.Schedules;

/// <summary>The schedules of the workers that run, for those who look after them.</summary>
public interface IScheduleBoard
{
    /// <summary>The schedules, by name.</summary>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<IReadOnlyList<ScheduleState>> ListAsync();

    /// <summary>Pauses a schedule: what is due then is not sent, also not later. False when no worker has it.</summary>
    /// <param name="name">The schedule.</param>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<bool> PauseAsync(string name);

    /// <summary>Resumes a schedule. False when no worker has it.</summary>
    /// <param name="name">The schedule.</param>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<bool> ResumeAsync(string name);

    /// <summary>Sends the task of a schedule now, whether it is paused or not; the answer is the task's id, or null when no worker has the schedule.</summary>
    /// <param name="name">The schedule.</param>
    /// <param name="options">Whose call it is, its idempotency key and its trace; queue and priority are the schedule's. Null for none.</param>
    /// <param name="cancellationToken">Ends the wait for an absent Redis.</param>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    /// <exception cref="Client.QueueFullException">The queue is full.</exception>
    /// <exception cref="Client.IdempotencyConflictException">The key belongs to another task.</exception>
    Task<string?> RunNowAsync(string name, Client.EnqueueOptions? options = null, CancellationToken cancellationToken = default);
}
