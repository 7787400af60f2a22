using System.Text.Json;

namespace October.Tasks.Handlers;

/// <summary>The code behind one task name. It may run more than once for one task (at least once), so its effects must be idempotent by task id.</summary>
public interface ITaskHandler
{
    /// <summary>The name that senders use.</summary>
    string Name { get; }

    /// <summary>What happens after a failure.</summary>
    RetryPolicy Retry { get; }

    /// <summary>How many runs a worker starts in a time; null for any number.</summary>
    RateLimit? RateLimit => null;

    /// <summary>The queue of this task where a sender in a handler names none; null for the sender's.</summary>
    string? Queue => null;

    /// <summary>The time after which a run has failed, unless its sender says otherwise; null for any.</summary>
    TimeSpan? TimeLimit => null;

    /// <summary>The time after which a run is asked to stop, unless its sender says otherwise; null for any.</summary>
    TimeSpan? SoftTimeLimit => null;

    /// <summary>Runs the task and writes its result as one JSON value.</summary>
    /// <param name="arguments">What the sender gave.</param>
    /// <param name="result">Takes exactly one JSON value.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Signalled at the soft time limit, and when the worker must stop.</param>
    /// <exception cref="ArgumentBindingException">The arguments do not fit.</exception>
    ValueTask RunAsync(TaskArguments arguments, Utf8JsonWriter result, TaskContext context, CancellationToken cancellationToken);
}
