namespace October.Tasks.Client;

/// <summary>How a task is sent; every part may be left out.</summary>
public sealed record EnqueueOptions
{
    /// <summary>The queue; null for the client's own.</summary>
    public string? Queue { get; init; }

    /// <summary>Celery's priority, 0 to 9; over Redis the lower number is served first.</summary>
    public int Priority { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Not before this long from now; <see cref="Eta"/> wins.</summary>
    public TimeSpan? Countdown { get; init; }

    /// <summary>Not after this time.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How often the task may be tried again after a failure; null for the handler's own policy.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The pause before the first retry, which doubles from there; null for the handler's own policy.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>The longest pause before a retry; null for the handler's own policy.</summary>
    public TimeSpan? MaxRetryDelay { get; init; }

    /// <summary>When true no result is stored.</summary>
    public bool IgnoreResult { get; init; }

    /// <summary>The limit of one run at which it is asked to stop.</summary>
    public TimeSpan? SoftTimeLimit { get; init; }

    /// <summary>The limit of one run at which it has failed.</summary>
    public TimeSpan? HardTimeLimit { get; init; }

    /// <summary>
    /// The task's id; null for a new one. Sending the same task under it again within <see cref="TaskClientSettings.OwnIdTtl"/> sends nothing; another one, or
    /// other arguments or options, is a conflict for as long, and while a result of it exists.
    /// </summary>
    public string? TaskId { get; init; }

    /// <summary>A caller's key: the same key with the same task, arguments and options gives the same id for a day, without sending again.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// Whose task it is, among several who send through one client: the tasks of each that are delayed are at most half of
    /// <see cref="TaskClientSettings.MaxQueueLength"/>. Null for no such bound.
    /// </summary>
    public string? Caller { get; init; }

    /// <summary>The W3C trace context to carry; null for that of <see cref="System.Diagnostics.Activity.Current"/>.</summary>
    public string? TraceParent { get; init; }
}
