using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Running;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Decides what becomes of a message whose end Redis does not take, or whose follow-ups cannot be worked out. Pure.</summary>
internal static class Unacknowledged
{
    /// <summary>
    /// It is a dead letter, and a failure for who waits for it: of what follows it nothing is sent. Null for a message that can only be tried again.
    /// </summary>
    /// <param name="delivery">The message.</param>
    /// <param name="outcome">What should have become of it.</param>
    /// <param name="error">Why it did not.</param>
    /// <param name="now">The present time.</param>
    public static Outcome.DeadLetter? Decide(Delivery delivery, Outcome outcome, Exception error, DateTimeOffset now)
    {
        if (outcome is Outcome.DeadLetter lost)
            return lost with { Ending = lost.Ending is { } end ? end with { Following = Following.Failures } : null };
        if (delivery.Message is not { } task)
            return null;
        var dead = Redelivery.Unfollowed(task, error, now);
        var failure = new TaskFailure("SignatureError", dead.Reason, "october");
        return dead with { Ending = outcome.Ending is null ? null : new Ending(TaskState.Failure, default, failure) { Following = Following.Failures } };
    }
}
