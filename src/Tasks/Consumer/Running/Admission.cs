using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Running;

/// <summary>Decides whether a task may run: when it is reserved, and once more when a slot is free for it. Pure.</summary>
internal static class Admission
{
    /// <summary>The outcome that takes the place of a run, or null to run it.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="now">By Redis' clock.</param>
    /// <param name="revoked">True when its id was revoked.</param>
    public static Outcome? Decide(Delivery delivery, DateTimeOffset now, bool revoked)
    {
        var task = delivery.Task;
        if (revoked)
            return Revoked(task, "revoked", now);
        if (task.Expires is { } expires && expires <= now)
            return Revoked(task, "expired", now) with { IsExpired = true };
        if (task.Eta is { } eta && eta > now)
            return new Outcome.Delay(eta, delivery.Bytes, null);
        return null;
    }

    /// <summary>What Celery's own worker records for a task that must not run any more.</summary>
    public static Outcome.Complete Revoked(TaskMessage task, string reason, DateTimeOffset now) =>
        Revoked(task, new TaskFailure("TaskRevokedError", reason, "celery.exceptions"), now);

    private static Outcome.Complete Revoked(TaskMessage task, TaskFailure failure, DateTimeOffset now) =>
        new(TaskState.Revoked, task.IgnoreResult ? null : ResultWriter.Failure(task, TaskState.Revoked, failure, null, now))
        { Ending = task.Embed.IsEmpty ? null : new Ending(TaskState.Revoked, default, failure) };
}
