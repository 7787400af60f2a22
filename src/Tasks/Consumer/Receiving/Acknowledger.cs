using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Acknowledges deliveries with their outcomes: completions in batches, and each one retried until Redis has answered.</summary>
internal sealed partial class Acknowledger(
    MessageStore store, FollowUpStore followUps, InFlight inFlight, RevokedIds revoked, ConsumerReports reports, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 256;

    /// <summary>Ends with what follows them: each takes its memory until Redis has answered.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(2);

    // An idle acknowledger sends the first outcome from the thread that adds it: one thread less on the way of a single task.
    private readonly Channel<(Delivery Delivery, Outcome Outcome)> _outcomes =
        Channel.CreateUnbounded<(Delivery, Outcome)>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    public void Add(Delivery delivery, Outcome outcome) => _outcomes.Writer.TryWrite((delivery, outcome));

    /// <summary>No more outcomes will come.</summary>
    public void Close() => _outcomes.Writer.TryComplete();

    /// <summary>Runs until closed and empty, or until cancelled with outcomes left: their visibility timeout then expires.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<(Delivery Delivery, Outcome Outcome)>(BatchSize);
        while (await _outcomes.Reader.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            while (batch.Count < BatchSize && _outcomes.Reader.TryRead(out var next))
                batch.Add(next);
            await AcknowledgeAsync(batch, cancellationToken);
        }
    }

    private async Task AcknowledgeAsync(List<(Delivery Delivery, Outcome Outcome)> batch, CancellationToken cancellationToken)
    {
        List<(Delivery Delivery, byte[]? Result)>? completes = null;
        List<(Delivery Delivery, ReadOnlyMemory<byte> Message)>? returns = null;
        List<(Delivery Delivery, Outcome Outcome)>? followed = null;
        foreach (var (delivery, outcome) in batch)
        {
            switch (outcome)
            {
                case { Ending: not null }:
                    (followed ??= []).Add((delivery, outcome));
                    break;
                case Outcome.Complete complete:
                    (completes ??= new(batch.Count)).Add((delivery, complete.Result));
                    break;
                case Outcome.Requeue requeue:
                    (returns ??= []).Add((delivery, requeue.Message));
                    break;
                case Outcome.Delay delay:
                    await MoveAsync(delivery, outcome, () => store.DelayAsync(delivery, delay), cancellationToken);
                    break;
                case Outcome.DeadLetter dead:
                    if (await MoveAsync(delivery, outcome, () => store.DeadLetterAsync(delivery, dead), cancellationToken))
                        LogDeadLettered(logger, delivery.Message?.Id, delivery.Message?.Task, dead.Reason);
                    break;
            }
        }

        if (completes is not null)
        {
            var ended = batch.Where(static one => one.Outcome is Outcome.Complete { Ending: null }).ToArray();
            await ConfirmAsync(ended, () => store.CompleteAsync(completes), cancellationToken);
        }

        foreach (var some in followed?.Chunk(AtOnce) ?? [])
            await Task.WhenAll(some.Select(one => FollowAsync(one.Delivery, one.Outcome, cancellationToken)));

        if (returns is not null)
        {
            var returned = batch.Where(static one => one.Outcome is Outcome.Requeue).ToArray();
            await ConfirmAsync(returned, () => store.RequeueAsync(returns), cancellationToken);
        }
    }

    private async Task FollowAsync(Delivery delivery, Outcome outcome, CancellationToken cancellationToken)
    {
        bool wasInFlight;
        try
        {
            wasInFlight = await MoveAsync(delivery, outcome, () => followUps.EndAsync(delivery, outcome), cancellationToken);
        }
#pragma warning disable CA1031 // Whatever one message says must follow it, the others are acknowledged.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var unfollowed = Redelivery.Unfollowed(delivery.Task, exception, time.GetUtcNow());
            outcome = unfollowed;
            wasInFlight = await MoveAsync(delivery, outcome, () => store.DeadLetterAsync(delivery, unfollowed), cancellationToken);
        }

        if (wasInFlight && outcome is Outcome.DeadLetter dead)
            LogDeadLettered(logger, delivery.Message?.Id, delivery.Message?.Task, dead.Reason);
    }

    private async Task<bool> MoveAsync(Delivery delivery, Outcome outcome, Func<Task<bool>> move, CancellationToken cancellationToken)
    {
        try
        {
            var wasInFlight = await UntilAnsweredAsync(move, cancellationToken);
            Report(delivery, outcome, wasInFlight);
            return wasInFlight;
        }
        catch (QueueUnavailableException exception)
        {
            AddLater(delivery, outcome, exception.Message);
            return false;
        }
    }

    private async Task ConfirmAsync(
        (Delivery Delivery, Outcome Outcome)[] batch, Func<Task<IReadOnlyList<MessageStore.Confirmation>>> request, CancellationToken cancellationToken)
    {
        IReadOnlyList<MessageStore.Confirmation> confirmations;
        try
        {
            confirmations = await UntilAnsweredAsync(request, cancellationToken);
        }
        catch (QueueUnavailableException exception)
        {
            confirmations = [.. batch.Select(_ => new MessageStore.Confirmation(false, exception.Message))];
        }

        for (var i = 0; i < batch.Length; i++)
        {
            var (delivery, outcome) = batch[i];
            if (confirmations[i].Error is { } error)
                AddLater(delivery, outcome, error);
            else if (outcome is Outcome.Requeue)
                inFlight.Remove(delivery);
            else
                Report(delivery, outcome, confirmations[i].WasHeld);
            if (confirmations[i].IsRepeated)
                LogRepeated(logger, delivery.Task.Id, delivery.Task.Task);
        }
    }

    /// <summary>One message that cannot be moved keeps no other waiting. It stays in flight; when this worker stops, its visibility timeout expires.</summary>
    private void AddLater(Delivery delivery, Outcome outcome, string reason)
    {
        LogRefused(logger, delivery.Message?.Id, reason);
        _ = AfterPauseAsync();

        async Task AfterPauseAsync()
        {
            await Task.Delay(RefusedPause, time, CancellationToken.None);
            Add(delivery, outcome);
        }
    }

    /// <exception cref="QueueUnavailableException">A key cannot be used: this request is refused for as long as that holds.</exception>
    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException exception) when (!exception.IsKeyFault)
            {
                LogWaiting(logger, exception.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private void Report(Delivery delivery, Outcome outcome, bool wasInFlight)
    {
        inFlight.Remove(delivery);
        if (!wasInFlight)
        {
            reports.Stale();
            LogStale(logger, delivery.Message?.Id);
            return;
        }

        reports.Ended(delivery, outcome);
        if (outcome is not Outcome.Delay && delivery.Message is { } task && revoked.Contains(task.Id))
            _ = store.EndRevocationAsync(task.Id, time.GetUtcNow());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = MessageStore.Repeated)]
    private static partial void LogRepeated(ILogger logger, string id, string task);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot record the end of tasks yet: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot record the end of task {Id}; it is kept and tried again: {Reason}")]
    private static partial void LogRefused(ILogger logger, string? id, string reason);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "task {Id} was no longer in flight here when it ended: recorded before, or reclaimed by another worker")]
    private static partial void LogStale(ILogger logger, string? id);

    [LoggerMessage(Level = LogLevel.Error, Message = "task {Id} ({Task}) went to the dead-letter queue: {Reason}")]
    private static partial void LogDeadLettered(ILogger logger, string? id, string? task, string reason);
}
