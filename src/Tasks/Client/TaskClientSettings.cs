namespace October.Tasks.Client;

/// <summary>How a client sends tasks.</summary>
public sealed record TaskClientSettings
{
    /// <summary>The queue when a call names none.</summary>
    public string Queue { get; init; } = "celery";

    /// <summary>Which queues tasks are sent to by their names, when a call names none.</summary>
    public TaskRoutes Routes { get; init; } = TaskRoutes.None;

    /// <summary>Sending to a queue in which this many wait, or one more to be delayed where this many are, fails; 0 for no limit.</summary>
    public int MaxQueueLength { get; init; }

    /// <summary>Sending fails where this many percent of Redis' <c>maxmemory</c> are in use, the rest is for tasks under way; 0 for no limit.</summary>
    public int MaxMemoryPercent { get; init; }

    /// <summary>How long a call is repeated while Redis is away before it fails. Safe: a task is sent once per id.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an idempotency key is remembered.</summary>
    public TimeSpan IdempotencyTtl { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long what was sent under an id of the caller's own is remembered, beside its result: as long as it may wait in a queue.</summary>
    public TimeSpan OwnIdTtl { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Who sends, as workers show it.</summary>
    public string Origin { get; init; } = "october@" + Environment.MachineName;
}
