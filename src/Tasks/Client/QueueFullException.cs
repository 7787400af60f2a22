namespace October.Tasks.Client;

/// <summary>
/// Nothing was sent: the queue or Redis' memory has reached its limit, until the workers have caught up, or the caller what one may delay, until the first of
/// these is due.
/// </summary>
public sealed class QueueFullException : Exception
{
    /// <summary>So many tasks of the queue wait, or are delayed.</summary>
    public QueueFullException(string queue, int limit) : this($"queue \"{queue}\" is full ({limit} tasks wait, or are delayed)")
    {
    }

    private QueueFullException(string message) : base(message)
    {
    }

    /// <summary>It is the caller's share that is used up: others can still send.</summary>
    public bool IsOfCaller { get; private init; }

    /// <summary>So much of Redis' memory is in use, and the rest is for what is under way.</summary>
    internal static QueueFullException OfMemory(int percent) =>
        new($"{percent} % of Redis' memory is in use, the rest is for tasks under way and their results");

    /// <summary>So many tasks of one caller are delayed, which leaves room for those of others.</summary>
    internal static QueueFullException OfShare(int share) => new($"{share} tasks of this caller are delayed, half of what all callers together may delay")
    {
        IsOfCaller = true,
    };
}
