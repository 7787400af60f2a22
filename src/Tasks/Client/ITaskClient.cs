using October.Tasks.Canvas;
using October.Tasks.Results;

namespace October.Tasks.Client;

/// <summary>Sends tasks to Celery-compatible workers and reads their results.</summary>
public interface ITaskClient
{
    /// <summary>Sends a task. When this returns the task is in Redis; when it throws, it must not be assumed to be.</summary>
    /// <param name="task">The registered name.</param>
    /// <param name="args">Positional arguments, a JSON array in UTF-8.</param>
    /// <param name="kwargs">Keyword arguments, a JSON object in UTF-8.</param>
    /// <param name="options">How to send it.</param>
    /// <param name="cancellationToken">Ends the wait for an absent Redis.</param>
    /// <exception cref="ArgumentException">
    /// No queue may have the name that was given (<see cref="Redis.QueueName"/>); or the task's name or id has more than 1000 characters, or control
    /// characters.
    /// </exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis was out for longer than the client retries (<c>TaskClientSettings.RetryFor</c>).</exception>
    /// <exception cref="QueueFullException">The queue is full.</exception>
    /// <exception cref="IdempotencyConflictException">The key belongs to another task.</exception>
    /// <exception cref="TaskIdConflictException">The id belongs to another task.</exception>
    Task<EnqueueReceipt> EnqueueAsync(
        string task, ReadOnlyMemory<byte> args, ReadOnlyMemory<byte> kwargs, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// What <see cref="EnqueueAsync"/>, called with the same idempotency key or the same id, has sent before; null for nothing. Sends nothing.
    /// </summary>
    /// <param name="task">The registered name.</param>
    /// <param name="args">Positional arguments, a JSON array in UTF-8.</param>
    /// <param name="kwargs">Keyword arguments, a JSON object in UTF-8.</param>
    /// <param name="options">How it was sent.</param>
    /// <param name="cancellationToken">Ends the wait for an absent Redis.</param>
    /// <exception cref="ArgumentException">As above.</exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis was out for longer than the client retries.</exception>
    /// <exception cref="IdempotencyConflictException">The key belongs to another task.</exception>
    /// <exception cref="TaskIdConflictException">The id belongs to another task.</exception>
    Task<EnqueueReceipt?> FindSentAsync(
        string task, ReadOnlyMemory<byte> args, ReadOnlyMemory<byte> kwargs, EnqueueOptions options, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a task, chain, group or chord. When this returns, all of it is in Redis; when it throws, it must not be assumed to be.
    /// </summary>
    /// <param name="signature">What to send.</param>
    /// <param name="cancellationToken">Ends the wait for an absent Redis.</param>
    /// <returns>
    /// The id of its result: the last task's of a chain, the body's of a chord, the group's of a group, which has no result of its own to wait for.
    /// </returns>
    /// <exception cref="ArgumentException">It cannot be sent; the message says why.</exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis was out for longer than the client retries.</exception>
    /// <exception cref="QueueFullException">A queue that it is sent to, or Redis' memory, is full.</exception>
    Task<string> SendAsync(TaskSignature signature, CancellationToken cancellationToken = default);

    /// <summary>What is recorded of a task now; PENDING when nothing is, as in Celery.</summary>
    /// <exception cref="Redis.QueueUnavailableException">Redis was out for longer than the client retries.</exception>
    Task<TaskResult> GetResultAsync(string id);

    /// <summary>The result as soon as it is final, or whatever is recorded when the wait is over.</summary>
    /// <param name="id">The task.</param>
    /// <param name="wait">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The wait is below zero.</exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis was out for longer than the client retries.</exception>
    Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>
    /// Calls off a task that has not started, and the next try of one that is retried. What is recorded of the task is returned; PENDING when nothing is.
    /// </summary>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer, or 100,000 revocations are remembered already.</exception>
    Task<string> RevokeAsync(string id);

    /// <summary>The lengths of queues.</summary>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<QueueOverview> GetQueuesAsync(IReadOnlyList<string> queues);

    /// <summary>The names of the tasks that workers have said they run.</summary>
    /// <param name="within">How long ago at most; null for a minute, as running workers say it again and again.</param>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<IReadOnlyList<string>> GetKnownTasksAsync(TimeSpan? within = null);
}
