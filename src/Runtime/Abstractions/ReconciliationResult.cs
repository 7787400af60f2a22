namespace October.Runtime.Abstractions;

/// <summary>Outcome of one reconcile.</summary>
/// <typeparam name="TEntity">The primary kind.</typeparam>
public sealed record ReconciliationResult<TEntity>
{
    private ReconciliationResult(bool success, TimeSpan? requeueAfter, string? message, Exception? error) =>
        (IsSuccess, RequeueAfter, Message, Error) = (success, requeueAfter, message, error);

    /// <summary>False makes the queue retry with backoff.</summary>
    public bool IsSuccess { get; }

    /// <summary>When to look again, on success; a failure is retried at this time instead of the backoff's when set.</summary>
    public TimeSpan? RequeueAfter { get; }

    /// <summary>Of a failure: look again at the latest after this time, however long the backoff is by now.</summary>
    public TimeSpan? NoLaterThan { get; private init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; }

    /// <summary>The exception behind a failure, if one was.</summary>
    public Exception? Error { get; }

    /// <summary>All done; look again after <paramref name="requeueAfter"/>, or on the next event when null.</summary>
    public static ReconciliationResult<TEntity> Success(TimeSpan? requeueAfter = null) => new(true, requeueAfter, null, null);

    /// <summary>Not done; try again.</summary>
    public static ReconciliationResult<TEntity> Failure(string message, Exception? error = null, TimeSpan? requeueAfter = null) =>
        new(false, requeueAfter, message, error);

    /// <summary>Partly done: try again with backoff, but look again at the latest when something else is due.</summary>
    public static ReconciliationResult<TEntity> PartialFailure(string message, TimeSpan? noLaterThan) =>
        new(false, null, message, null) { NoLaterThan = noLaterThan };
}
