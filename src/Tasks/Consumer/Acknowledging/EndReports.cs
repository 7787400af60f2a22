using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Says what has become of messages, once Redis has recorded it: to the counters, to who listens, and in the log.</summary>
internal sealed partial class EndReports(
    MessageStore store, InFlight inFlight, RevokedIds revoked, ConsumerReports reports, TimeProvider time, ILogger logger)
{
    /// <summary>An end is recorded.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="outcome">What has become of it.</param>
    /// <param name="wasInFlight">False when it was no longer this worker's.</param>
    public void Ended(Delivery delivery, Outcome outcome, bool wasInFlight)
    {
        inFlight.Remove(delivery);
        if (!wasInFlight)
        {
            reports.Metrics.Stale();
            LogStale(logger, delivery.Message?.Id);
            return;
        }

        reports.Ended(delivery, outcome);
        if (outcome is not Outcome.Delay && delivery.Message is { } task && revoked.Contains(task.Id))
            _ = store.EndRevocationAsync(task.Id, time.GetUtcNow());
        // Of a run it has been said that it failed.
        if (outcome is Outcome.DeadLetter { Failure: null } dead)
            LogDeadLettered(logger, delivery.Message?.Id, delivery.Message?.Task, dead.Reason);
    }

    /// <summary>Redis' answer for one of a batch, which was no error.</summary>
    public void Confirmed(PendingEnd end, MessageStore.Confirmation confirmation)
    {
        try
        {
            if (end.Outcome is Outcome.Requeue)
                inFlight.Remove(end.Delivery);
            else
                Ended(end.Delivery, end.Outcome, confirmation.WasHeld);
            if (confirmation.IsRepeated)
                LogRepeated(logger, end.Delivery.Task.Id, end.Delivery.Task.Task);
        }
#pragma warning disable CA1031 // Redis has recorded it: what cannot be reported of it changes nothing, least of all for those behind it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Try(() => LogUnreported(logger, exception, end.Delivery.Message?.Id));
        }
    }

    /// <summary>An end is not recorded yet.</summary>
    public void Refused(PendingEnd end, string reason) => Try(() => LogRefused(logger, end.Delivery.Message?.Id, reason));

    /// <summary>A log that fails is no reason to keep a message.</summary>
    private static void Try(Action log)
    {
        try
        {
            log();
        }
#pragma warning disable CA1031 // Then nobody can be told.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = MessageStore.Repeated)]
    private static partial void LogRepeated(ILogger logger, string id, string task);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot record the end of task {Id}; it is kept and tried again: {Reason}")]
    private static partial void LogRefused(ILogger logger, string? id, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "the end of task {Id} is recorded, and cannot be reported")]
    private static partial void LogUnreported(ILogger logger, Exception exception, string? id);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "task {Id} was no longer in flight here when it ended: recorded before, or reclaimed by another worker")]
    private static partial void LogStale(ILogger logger, string? id);

    [LoggerMessage(Level = LogLevel.Error, Message = "task {Id} ({Task}) went to the dead-letter queue: {Reason}")]
    private static partial void LogDeadLettered(ILogger logger, string? id, string? task, string reason);
}
