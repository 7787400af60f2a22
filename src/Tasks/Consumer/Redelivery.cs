using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer;

/// <summary>Decides what becomes of a message whose worker died with it. Pure.</summary>
internal static class Redelivery
{
    /// <summary>From this many deaths on a message runs only one at a time per worker, so that its neighbours are not blamed for it.</summary>
    public const int SuspectFrom = 2;

    public static Outcome Decide(Delivery delivery, int maxDeliveries, DateTimeOffset now)
    {
        var task = delivery.Task;
        var deliveries = task.Deliveries + 1;
        if (deliveries < maxDeliveries)
            return new Outcome.GiveBack(EnvelopeEditor.WithDeliveries(delivery.Bytes, deliveries));
        var reason = $"the worker died {deliveries} times while it held this task";
        return new Outcome.Bury(reason, deliveries, Failed(task, reason, now));
    }

    /// <summary>A message that cannot be read goes to the dead list at once, with its bytes.</summary>
    public static Outcome Undecodable(MessageFormatException error) => new Outcome.Bury(error.Message, 0, null);

    private static byte[]? Failed(TaskMessage task, string reason, DateTimeOffset now) =>
        task.IgnoreResult
            ? null
            : ResultWriter.Failure(task, TaskState.Failure, new TaskFailure("WorkerLostError", reason, "billiard.exceptions"), null, now);
}
