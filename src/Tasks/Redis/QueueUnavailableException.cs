namespace October.Tasks.Redis;

/// <summary>Redis did not take or answer the request; nothing may be assumed about it. Try again after a moment.</summary>
public class QueueUnavailableException : Exception
{
    /// <summary>Says what went wrong, in words without secrets.</summary>
    public QueueUnavailableException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>True when Redis refused the type of a key, or the right to it: other keys can be used, and trying again at once is of no use.</summary>
    internal bool IsKeyFault { get; init; }

    /// <summary>True when Redis takes requests, and refuses this one for what it is: others can be made, and this one is refused again.</summary>
    internal bool IsRequestFault { get; init; }

    /// <summary>True when a node of a cluster has said that the keys are elsewhere, or on their way: nothing was carried out.</summary>
    internal bool IsRedirect { get; init; }

    /// <summary>True when it was sent and no answer came: whether it was carried out is not known.</summary>
    internal bool IsUnanswered { get; init; }

    /// <summary>True when there was no connection to send it on.</summary>
    internal bool IsUnsent { get; init; }

    /// <summary>How long to wait before the next try.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
