using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Running;

/// <summary>Decides what becomes of a message that a worker did not acknowledge, or cannot read. Pure.</summary>
internal static class Redelivery
{
    /// <summary>
    /// From this many deliveries on a message is possibly poison: only one such runs at a time in a worker, so that no other task is lost with it.
    /// </summary>
    public const int PoisonFrom = 2;

    private const int LongestText = 1000;

    public static Outcome Decide(Delivery delivery, int maxDeliveries, DateTimeOffset now)
    {
        var task = delivery.Task;
        var deliveries = task.Deliveries + Math.Max(1, delivery.Claims);
        if (deliveries < maxDeliveries)
            return new Outcome.Requeue(EnvelopeEditor.WithDeliveries(delivery.Bytes, deliveries));
        var reason = $"the worker died {deliveries} times while it held this task";
        var failure = new TaskFailure("WorkerLostError", reason, "billiard.exceptions");
        return new Outcome.DeadLetter(reason, deliveries, task.IgnoreResult ? null : ResultWriter.Failure(task, TaskState.Failure, failure, null, now))
        {
            Ending = task.Embed.IsEmpty ? null : new Ending(TaskState.Failure, default, failure),
        };
    }

    /// <summary>A message that cannot be read goes to the dead-letter queue at once, with its bytes; its task has failed.</summary>
    /// <param name="error">Why it cannot be read.</param>
    /// <param name="task">Whose message it is; null when it does not even say that.</param>
    /// <param name="now">The present time.</param>
    public static Outcome Undecodable(MessageFormatException error, TaskMessage? task, DateTimeOffset now)
    {
        var failure = new TaskFailure("DecodeError", error.Message, "kombu.exceptions");
        return new Outcome.DeadLetter(
            error.Message, 0, task is null or { IgnoreResult: true } ? null : ResultWriter.Failure(task, TaskState.Failure, failure, null, now))
        {
            // Of a group nothing but the headers may be known: it may be a chord, which is not to wait for this part.
            Ending = task is null or { Embed.IsEmpty: true, GroupId: null } ? null : new Ending(TaskState.Failure, default, failure),
        };
    }

    /// <summary>A message that workers die of before they have read it: it is not read once more, and nothing is known of its task.</summary>
    public static Outcome.DeadLetter Unread(int claims) =>
        new($"{claims} workers, one after the other, died before they had read this message", claims, null);

    /// <summary>A message that this worker fails at itself: whatever it is, it must not keep others waiting, nor be taken again and again.</summary>
    /// <param name="task">Its task; null when it has not been read.</param>
    /// <param name="error">What was thrown.</param>
    /// <param name="now">The present time.</param>
    public static Outcome.DeadLetter Broken(TaskMessage? task, Exception error, DateTimeOffset now)
    {
        var text = ExceptionNames.Text(error, static one => one.Message);
        var reason = $"the worker cannot handle this message: {error.GetType().Name}: {(text.Length <= LongestText ? text : text[..LongestText] + "…")}";
        var failure = new TaskFailure("WorkerError", reason, "october");
        return new Outcome.DeadLetter(
            reason, 0, task is null or { IgnoreResult: true } ? null : ResultWriter.Failure(task, TaskState.Failure, failure, null, now))
        {
            Ending = task is null or { Embed.IsEmpty: true, GroupId: null } ? null : new Ending(TaskState.Failure, default, failure),
        };
    }

    /// <summary>A task that ran, and whose follow-ups cannot be worked out.</summary>
    public static Outcome.DeadLetter Unfollowed(TaskMessage task, Exception error, DateTimeOffset now)
    {
        var failure = new TaskFailure("SignatureError", $"what follows the task cannot be worked out: {error.Message}", "october");
        return new(failure.Message, 0, task.IgnoreResult ? null : ResultWriter.Failure(task, TaskState.Failure, failure, error.ToString(), now));
    }
}
