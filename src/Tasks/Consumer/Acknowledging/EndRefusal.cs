using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Decides whether an end that was not recorded ever can be. Pure.</summary>
internal static class EndRefusal
{
    /// <summary>How often the end of one message is refused, and no other's, before it is ended in another way.</summary>
    private const int MaxTries = 2;

    /// <summary>
    /// The same for want of memory, which another message may have used up: so often an end is put off that needs it for what follows the message. One that
    /// nothing follows is put off for as long as it takes.
    /// </summary>
    private const int MaxShortages = 20;

    /// <summary>The same for an end that Redis does not answer in time, though it answers others: each time it was asked several times.</summary>
    private const int MaxUnanswered = 20;

    /// <summary>What is smaller takes Redis no time: whatever keeps it from being answered passes.</summary>
    private const long Large = 1 << 20;

    /// <summary>
    /// Whether Redis has refused the end of this message, and of no other, again and again. A key of another type is everybody's, but for those that what
    /// follows the message names.
    /// </summary>
    public static bool IsFinal(QueueUnavailableException exception, PendingEnd end) => exception.IsUnanswered
        ? end.Unanswered >= MaxUnanswered && (end.Bytes >= Large || end.Outcome.Ending is not null)
        : exception.IsRequestFault && end.Tries >= MaxTries && (!exception.IsKeyFault || end.Outcome.Ending is not null);

    /// <summary>Whether memory was short, as it may no longer be in a moment.</summary>
    public static bool IsShortage(Exception exception, PendingEnd end) =>
        exception is OutOfMemoryException && (end.Outcome.Ending is null || end.Tries < MaxShortages);

    /// <summary>Whether this process has failed at the end again and again.</summary>
    public static bool IsFinal(Exception exception, PendingEnd end) =>
        end is { Outcome: Outcome.Complete, Tries: >= MaxTries } && !IsShortage(exception, end);
}
