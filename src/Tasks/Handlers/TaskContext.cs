using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using October.Tasks.Canvas;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Handlers;

/// <summary>The run that a handler serves: what is known of it, and what the handler may do beside returning a result.</summary>
/// <param name="Message">The task as it was sent.</param>
/// <param name="Now">When this run began.</param>
public sealed record TaskContext(TaskMessage Message, DateTimeOffset Now)
{
    /// <summary>The task's id: the same in each run of it.</summary>
    public string Id => Message.Id;

    /// <summary>How often the task has been tried again.</summary>
    public int Retries => Message.Retries;

    internal ITaskRun? Run { get; init; }

    /// <summary>A scope of the worker's services; the caller disposes of it.</summary>
    /// <exception cref="InvalidOperationException">This is no run of a worker that has services.</exception>
    public AsyncServiceScope CreateScope() => OfRun.Services is { } services
        ? new AsyncServiceScope(new RunScope(services.CreateAsyncScope(), OfRun))
        : throw new InvalidOperationException("this worker has no services; give its TaskConsumer a service provider");

    /// <summary>
    /// Records how far the run is, as the state PROGRESS. Celery's <c>AsyncResult.info</c> reads it, and October's api. Where Redis does not answer, this is
    /// a warning in the log: the run goes on.
    /// </summary>
    /// <param name="metadata">What senders see, such as <c>{"current": 3, "total": 10}</c>.</param>
    public Task ReportProgressAsync(JsonNode? metadata) => SetStateAsync(TaskState.Progress, metadata);

    /// <summary>Records a state of your own, as Celery's <c>update_state</c>, until the run has ended.</summary>
    /// <param name="state">Its name: letters, digits and underscores, and none of Celery's own but STARTED.</param>
    /// <param name="metadata">What senders see.</param>
    /// <exception cref="ArgumentException">The name is no such name.</exception>
    public Task SetStateAsync(string state, JsonNode? metadata)
    {
        if (state is not { Length: > 0 and <= 100 } || !state.All(static one => char.IsAsciiLetterOrDigit(one) || one == '_')
            || TaskState.IsTerminal(state) || state is TaskState.Pending or TaskState.Retry)
            throw new ArgumentException($"\"{state}\" is no name for a state of a handler's own", nameof(state));
        return Run?.SetStateAsync(state, metadata) ?? Task.CompletedTask;
    }

    /// <summary>
    /// Sends a task, chain, group or chord as a child of this one. When this returns, all of it is in Redis. A run that a worker's death repeats sends it
    /// again.
    /// </summary>
    /// <param name="signature">What to send.</param>
    /// <param name="cancellationToken">Ends the wait for an absent Redis.</param>
    /// <returns>The id of its result: the last task's of a chain, the body's of a chord, the group's of a group.</returns>
    /// <exception cref="InvalidOperationException">This is no run of a worker.</exception>
    /// <exception cref="ArgumentException">The signature cannot be sent; the message says why.</exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    public Task<string> SendAsync(TaskSignature signature, CancellationToken cancellationToken = default) => OfRun.SendAsync(signature, cancellationToken);

    /// <summary>
    /// Waits for the result of a task. Meanwhile the worker runs one task more, so that a task may wait for another one of the same worker, whatever its
    /// concurrency is.
    /// </summary>
    /// <param name="id">The task.</param>
    /// <param name="wait">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">The handler's.</param>
    /// <returns>The result as soon as it is final, or whatever is recorded when the wait is over.</returns>
    /// <exception cref="InvalidOperationException">This is no run of a worker.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The wait is below zero.</exception>
    /// <exception cref="ArgumentException">The id is that of a group that this run has sent, which has no result of its own: send a chord.</exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    public Task<TaskResult> AwaitResultAsync(string id, TimeSpan wait, CancellationToken cancellationToken = default) =>
        OfRun.AwaitResultAsync(id, wait, cancellationToken);

    /// <exception cref="InvalidOperationException">There is none.</exception>
    private ITaskRun OfRun => Run ?? throw new InvalidOperationException("this context belongs to no run of a worker");
}
