using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Acknowledges deliveries with their outcomes: completions in batches, and each one until Redis has answered.</summary>
internal sealed partial class Acknowledger(
    MessageStore store, FollowUpStore followUps, InFlight inFlight, RevokedIds revoked, ConsumerReports reports, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 256;

    /// <summary>Ends with what follows them: each takes its memory until Redis has answered.</summary>
    private const int AtOnce = 16;

    /// <summary>How often the end of one message is refused, and no other's, before it is ended in another way.</summary>
    private const int MaxTries = 2;

    /// <summary>
    /// The same for want of memory, which another message may have used up: so often an end is put off that needs it for what follows the message. One that
    /// nothing follows is put off for as long as it takes.
    /// </summary>
    private const int MaxShortages = 20;

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(2);

    // An idle acknowledger sends the first outcome from the thread that adds it: one thread less on the way of a single task.
    private readonly Channel<Entry> _outcomes =
        Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    /// <summary>One message and what becomes of it.</summary>
    /// <param name="Delivery">The message.</param>
    /// <param name="Outcome">What becomes of it.</param>
    /// <param name="Tries">How often that was refused.</param>
    private readonly record struct Entry(Delivery Delivery, Outcome Outcome, int Tries);

    public void Add(Delivery delivery, Outcome outcome) => _outcomes.Writer.TryWrite(new(delivery, outcome, 0));

    /// <summary>No more outcomes will come.</summary>
    public void Close() => _outcomes.Writer.TryComplete();

    /// <summary>Runs until closed and empty, or until cancelled with outcomes left: their visibility timeout then expires.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<Entry>(BatchSize);
        while (await _outcomes.Reader.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            while (batch.Count < BatchSize && _outcomes.Reader.TryRead(out var next))
                batch.Add(next);
            try
            {
                await AcknowledgeAsync(batch, cancellationToken);
            }
#pragma warning disable CA1031 // Without this loop the worker renews what it holds, acknowledges nothing, and looks alive.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // One that waits already comes twice: whose end is recorded then is no longer held.
                foreach (var entry in batch.Where(entry => inFlight.Contains(entry.Delivery.Sequence)))
                    AddLater(entry, exception.Message);
            }
        }
    }

    private async Task AcknowledgeAsync(List<Entry> batch, CancellationToken cancellationToken)
    {
        List<Entry>? completes = null, returns = null, followed = null;
        foreach (var entry in batch)
        {
            switch (entry.Outcome)
            {
                case { Ending: not null }:
                    (followed ??= []).Add(entry);
                    break;
                case Outcome.Complete:
                    (completes ??= new(batch.Count)).Add(entry);
                    break;
                case Outcome.Requeue:
                    (returns ??= []).Add(entry);
                    break;
                case Outcome.Delay delay:
                    await MoveAsync(entry, () => store.DelayAsync(entry.Delivery, delay), cancellationToken);
                    break;
                case Outcome.DeadLetter dead:
                    await MoveAsync(entry, () => store.DeadLetterAsync(entry.Delivery, dead), cancellationToken);
                    break;
            }
        }

        if (completes is not null)
        {
            await ConfirmAsync(
                completes,
                ended => store.CompleteAsync([.. ended.Select(static one => (one.Delivery, ((Outcome.Complete)one.Outcome).Result))]),
                cancellationToken);
        }

        foreach (var some in followed?.Chunk(AtOnce) ?? [])
            await Task.WhenAll(some.Select(one => MoveAsync(one, () => followUps.EndAsync(one.Delivery, one.Outcome), cancellationToken)));

        if (returns is not null)
        {
            await ConfirmAsync(
                returns,
                returned => store.RequeueAsync([.. returned.Select(static one => (one.Delivery, ((Outcome.Requeue)one.Outcome).Message))]),
                cancellationToken);
        }
    }

    private async Task MoveAsync(Entry entry, Func<Task<bool>> move, CancellationToken cancellationToken)
    {
        Exception error;
        try
        {
            await EndAsync(entry.Delivery, entry.Outcome, move, cancellationToken);
            return;
        }
        catch (Exception exception) when (exception is QueueUnavailableException refused ? !IsFinal(refused, entry) : IsShortage(exception, entry))
        {
            AddLater(entry, exception.Message);
            return;
        }
#pragma warning disable CA1031 // Whatever one message says must follow it, the others are acknowledged.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            error = exception;
        }

        await GiveUpAsync(entry, error, cancellationToken);
    }

    /// <summary>
    /// Whether Redis has refused the end of this message, and of no other, again and again. A key of another type is everybody's, but for those that what
    /// follows the message names.
    /// </summary>
    private static bool IsFinal(QueueUnavailableException exception, Entry entry) =>
        exception.IsRequestFault && entry.Tries >= MaxTries && (!exception.IsKeyFault || entry.Outcome.Ending is not null);

    /// <summary>Whether memory was short, as it may no longer be in a moment.</summary>
    private static bool IsShortage(Exception exception, Entry entry) =>
        exception is OutOfMemoryException && (entry.Outcome.Ending is null || entry.Tries < MaxShortages);

    /// <summary>
    /// Ends a message that cannot be ended as it should be, by what it says: as a dead letter, and as a failure for who waits for it. What Redis does not take
    /// either is tried again: then it is not for what follows the message.
    /// </summary>
    private async Task GiveUpAsync(Entry entry, Exception error, CancellationToken cancellationToken)
    {
        var delivery = entry.Delivery;
        if (Unacknowledged.Decide(delivery, entry.Outcome, error, time.GetUtcNow()) is not { } dead)
        {
            AddLater(entry, error.Message);
            return;
        }

        var plain = dead with { Ending = null };
        Func<Task<bool>>[] ends = dead.Ending is null
            ? [() => store.DeadLetterAsync(delivery, plain)]
            : [() => followUps.EndAsync(delivery, dead), () => store.DeadLetterAsync(delivery, plain)];
        foreach (var end in ends)
        {
            try
            {
                await EndAsync(delivery, plain, end, cancellationToken);
                return;
            }
#pragma warning disable CA1031 // As above.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                error = exception;
            }
        }

        AddLater(entry, error.Message);
    }

    private async Task EndAsync(Delivery delivery, Outcome outcome, Func<Task<bool>> end, CancellationToken cancellationToken)
    {
        var wasInFlight = await UntilAnsweredAsync(end, cancellationToken);
        Report(delivery, outcome, wasInFlight);
        if (wasInFlight && outcome is Outcome.DeadLetter dead)
            LogDeadLettered(logger, delivery.Message?.Id, delivery.Message?.Task, dead.Reason);
    }

    private async Task ConfirmAsync(
        IReadOnlyList<Entry> batch, Func<IReadOnlyList<Entry>, Task<IReadOnlyList<MessageStore.Confirmation>>> request, CancellationToken cancellationToken)
    {
        IReadOnlyList<MessageStore.Confirmation> confirmations;
        try
        {
            confirmations = await UntilAnsweredAsync(() => request(batch), cancellationToken);
        }
        catch (QueueUnavailableException exception) when (exception.IsRequestFault && batch.Count > 1)
        {
            // For one of them, which is not to keep the others.
            foreach (var entry in batch)
                await ConfirmAsync([entry], request, cancellationToken);
            return;
        }
        catch (QueueUnavailableException exception) when (batch is [{ Outcome: Outcome.Complete } only] && IsFinal(exception, only))
        {
            await GiveUpAsync(batch[0], exception, cancellationToken);
            return;
        }
        catch (QueueUnavailableException exception)
        {
            confirmations = [.. batch.Select(_ => new MessageStore.Confirmation(false, exception.Message))];
        }
#pragma warning disable CA1031 // What this process fails at is one message's end as well.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            foreach (var entry in batch)
            {
                if (batch.Count > 1)
                    await ConfirmAsync([entry], request, cancellationToken);
                else if (entry is { Outcome: Outcome.Complete, Tries: >= MaxTries } && !IsShortage(exception, entry))
                    await GiveUpAsync(entry, exception, cancellationToken);
                else
                    AddLater(entry, exception.Message);
            }

            return;
        }

        for (var i = 0; i < batch.Count; i++)
            Confirmed(batch[i], confirmations[i]);
    }

    private void Confirmed(Entry entry, MessageStore.Confirmation confirmation)
    {
        var (delivery, outcome, _) = entry;
        try
        {
            if (confirmation.Error is { } error)
                AddLater(entry, error);
            else if (outcome is Outcome.Requeue)
                inFlight.Remove(delivery);
            else
                Report(delivery, outcome, confirmation.WasHeld);
            if (confirmation.IsRepeated)
                LogRepeated(logger, delivery.Task.Id, delivery.Task.Task);
        }
#pragma warning disable CA1031 // Redis has recorded it: what cannot be reported of it changes nothing, least of all for those behind it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Try(() => LogUnreported(logger, exception, delivery.Message?.Id));
        }
    }

    /// <summary>One message that cannot be moved keeps no other waiting. It stays in flight; when this worker stops, its visibility timeout expires.</summary>
    private void AddLater(Entry entry, string reason)
    {
        _ = AfterPauseAsync();
        Try(() => LogRefused(logger, entry.Delivery.Message?.Id, reason));

        async Task AfterPauseAsync()
        {
            await Task.Delay(RefusedPause, time, CancellationToken.None);
            _outcomes.Writer.TryWrite(entry with { Tries = entry.Tries + 1 });
        }
    }

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

    /// <summary>Asks again for as long as Redis refuses everybody, or does not answer.</summary>
    /// <exception cref="QueueUnavailableException">It refuses this request, and would refuse it again.</exception>
    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException exception) when (exception is { IsKeyFault: false, IsRequestFault: false })
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

    [LoggerMessage(Level = LogLevel.Error, Message = "the end of task {Id} is recorded, and cannot be reported")]
    private static partial void LogUnreported(ILogger logger, Exception exception, string? id);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "task {Id} was no longer in flight here when it ended: recorded before, or reclaimed by another worker")]
    private static partial void LogStale(ILogger logger, string? id);

    [LoggerMessage(Level = LogLevel.Error, Message = "task {Id} ({Task}) went to the dead-letter queue: {Reason}")]
    private static partial void LogDeadLettered(ILogger logger, string? id, string? task, string reason);
}
