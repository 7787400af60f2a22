namespace October.Tasks.Handlers;

/// <summary>
/// Thrown by a handler that wants its task to be tried again at a time of its own choice: as often as its policy says, and three times where that has no
/// retries (<see cref="RetryPolicy.RequestedRetries"/>).
/// </summary>
public sealed class RetryTaskException : Exception
{
    /// <summary>Asks for a retry after a pause.</summary>
    public RetryTaskException(string message, TimeSpan? after = null, Exception? inner = null) : base(message, inner) => After = after;

    /// <summary>The pause, or null for the handler's policy.</summary>
    public TimeSpan? After { get; }
}
