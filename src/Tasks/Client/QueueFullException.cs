namespace October.Tasks.Client;

/// <summary>The queue has reached its limit, or the caller what one may delay; nothing was sent. Try again when the workers have caught up.</summary>
public sealed class QueueFullException : Exception
{
    /// <summary>So many tasks of the queue wait, or are delayed.</summary>
    public QueueFullException(string queue, int limit) : this($"queue \"{queue}\" is full ({limit} tasks wait, or are delayed)")
    {
    }

    private QueueFullException(string message) : base(message)
    {
    }

    /// <summary>So many tasks of one caller are delayed, which leaves room for those of others.</summary>
    internal static QueueFullException OfShare(int share) => new($"{share} tasks of this caller are delayed, half of what all callers together may delay");
}
