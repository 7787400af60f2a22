namespace October.Tasks.Messages;

/// <summary>
/// One task as it travels: the fields of Celery's message protocol, version 2
/// (https://docs.celeryq.dev/en/stable/internals/protocol.html), that this library reads or writes.
/// </summary>
public sealed record TaskMessage
{
    /// <summary>The task's id, unique per call; a retry keeps it.</summary>
    public required string Id { get; init; }

    /// <summary>The registered name of the task, such as <c>add</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The positional arguments: a JSON array in UTF-8.</summary>
    public ReadOnlyMemory<byte> Args { get; init; } = JsonText.EmptyArray;

    /// <summary>The keyword arguments: a JSON object in UTF-8.</summary>
    public ReadOnlyMemory<byte> Kwargs { get; init; } = JsonText.EmptyObject;

    /// <summary>How many times the task has been retried already.</summary>
    public int Retries { get; init; }

    /// <summary>Not before this time; null means at once.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Not after this time; null means any time.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The hard limit of one run, after which its result is a failure.</summary>
    public TimeSpan? HardTimeLimit { get; init; }

    /// <summary>The soft limit of one run, after which it is asked to stop.</summary>
    public TimeSpan? SoftTimeLimit { get; init; }

    /// <summary>When true no result is stored.</summary>
    public bool IgnoreResult { get; init; }

    /// <summary>The id of the first task of this workflow; the task's own id when it began one.</summary>
    public string? RootId { get; init; }

    /// <summary>The id of the task that sent this one.</summary>
    public string? ParentId { get; init; }

    /// <summary>The id of the group the task belongs to.</summary>
    public string? GroupId { get; init; }

    /// <summary>The task's place in its group; null when it has none.</summary>
    public int? GroupIndex { get; init; }

    /// <summary>Where the sender waits for an answer, for result backends that use it.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>What follows the task: Celery's embed (links, error links, chain, chord) as JSON. Empty when nothing does.</summary>
    public ReadOnlyMemory<byte> Embed { get; init; }

    /// <summary>What Celery's tools show in place of the task's name; null for the name.</summary>
    public string? Shadow { get; init; }

    /// <summary>The stamps that its sender has put on it (Celery 5.3 and later), by which tasks can be revoked together.</summary>
    public IReadOnlyList<TaskStamp> Stamps { get; init; } = [];

    /// <summary>Headers that neither Celery nor this library defines, as a JSON object. Written, not read.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <summary>Celery's priority, 0 to 9; over Redis the lower number is served first.</summary>
    public int Priority { get; init; }

    /// <summary>The queue the task was sent to.</summary>
    public string Queue { get; init; } = "celery";

    /// <summary>Who sent it, such as <c>api@host</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>How often a worker died while it held this message. Ours, not Celery's; absent means 0.</summary>
    public int Deliveries { get; init; }

    /// <summary>The W3C trace context of the sender, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>How often the task may be retried after a failure, or null for the handler's own policy. Ours, not Celery's.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The pause before the first retry, or null for the handler's own policy. Ours, not Celery's; kept to the millisecond.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>The longest pause before a retry, or null for the handler's own policy. Ours, not Celery's; kept to the millisecond.</summary>
    public TimeSpan? MaxRetryDelay { get; init; }

    /// <summary>When the task was sent, or null when the sender does not say (Celery does not). Ours, not Celery's.</summary>
    public DateTimeOffset? SentAt { get; init; }
}
