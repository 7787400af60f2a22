using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Consumer.Running;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Acknowledging;

/// <summary>Acknowledges deliveries with their outcomes: completions in batches, and each one until Redis has answered.</summary>
internal sealed class Acknowledger
{
    private const int BatchSize = 256;

    /// <summary>So many bytes are sent at once: what is not answered in time is sent once more.</summary>
    private const long BatchBytes = 4 << 20;

    /// <summary>Ends with what follows them: each takes its memory until Redis has answered.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClosingPause = TimeSpan.FromMilliseconds(200);

    // An idle acknowledger sends the first outcome from the thread that adds it: one thread less on the way of a single task.
    private readonly Channel<PendingEnd> _ends =
        Channel.CreateUnbounded<PendingEnd>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    /// <summary>Those that are tried again after a pause, by their sequence numbers.</summary>
    private readonly ConcurrentDictionary<long, PendingEnd> _later = new();

    private readonly MessageStore _store;
    private readonly InFlight _inFlight;
    private readonly TimeProvider _time;
    private readonly EndReports _reports;
    private readonly SingleEnds _single;
    private readonly BatchedEnds _batched;

    public Acknowledger(
        MessageStore store, FollowUpStore followUps, InFlight inFlight, RevokedIds revoked, ConsumerReports reports, TimeProvider time, ILogger logger)
    {
        (_store, _inFlight, _time) = (store, inFlight, time);
        _reports = new EndReports(store, inFlight, revoked, reports, time, logger);
        var requests = new EndRequests(store, time, logger);
        _single = new SingleEnds(store, followUps, requests, _reports, AddLater, time);
        _batched = new BatchedEnds(store, requests, _single, _reports, AddLater);
    }

    public void Add(Delivery delivery, Outcome outcome) => _ends.Writer.TryWrite(new(delivery, outcome));

    /// <summary>No more outcomes will come.</summary>
    public void Close() => _ends.Writer.TryComplete();

    /// <summary>Runs until closed and empty, or until cancelled with outcomes left: their visibility timeout then expires.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var batch = new List<PendingEnd>(BatchSize);
        while (await _ends.Reader.WaitToReadAsync(cancellationToken))
        {
            batch.Clear();
            for (var bytes = 0L; batch.Count < BatchSize && bytes < BatchBytes && _ends.Reader.TryRead(out var next); bytes += next.Bytes)
                batch.Add(next);
            await TryAsync(batch, cancellationToken);
        }

        // Closed. What was to be tried again later is tried now, or its task, which has ended, would run once more in another worker.
        for (; !_later.IsEmpty; await Task.Delay(ClosingPause, _time, cancellationToken))
        {
            foreach (var sequence in _later.Keys)
            {
                if (_later.TryRemove(sequence, out var end))
                    await TryAsync([end], cancellationToken);
            }
        }
    }

    private async Task TryAsync(List<PendingEnd> batch, CancellationToken cancellationToken)
    {
        try
        {
            await AcknowledgeAsync(batch, cancellationToken);
        }
#pragma warning disable CA1031 // Without this loop the worker renews what it holds, acknowledges nothing, and looks alive.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // One that waits already comes twice: whose end is recorded then is no longer held.
            foreach (var end in batch.Where(end => _inFlight.Contains(end.Delivery.Sequence)))
                AddLater(end, exception);
        }
    }

    private async Task AcknowledgeAsync(List<PendingEnd> batch, CancellationToken cancellationToken)
    {
        List<PendingEnd>? completes = null, returns = null, followed = null;
        foreach (var end in batch)
        {
            switch (end.Outcome)
            {
                case { Ending: not null }:
                    (followed ??= []).Add(end);
                    break;
                case Outcome.Complete:
                    (completes ??= new(batch.Count)).Add(end);
                    break;
                case Outcome.Requeue:
                    (returns ??= []).Add(end);
                    break;
                case Outcome.Delay delay:
                    await _single.MoveAsync(end, () => _store.DelayAsync(end.Delivery, delay), cancellationToken);
                    break;
                case Outcome.DeadLetter dead:
                    await _single.MoveAsync(end, () => _store.DeadLetterAsync(end.Delivery, dead), cancellationToken);
                    break;
            }
        }

        if (completes is not null)
            await _batched.CompleteAsync(completes, cancellationToken);
        foreach (var some in followed?.Chunk(AtOnce) ?? [])
            await Task.WhenAll(some.Select(one => _single.FollowAsync(one, cancellationToken)));
        // At a stop all that is in flight is handed back, also a task that has ended and whose end Redis has refused until now.
        returns?.RemoveAll(end => _later.ContainsKey(end.Delivery.Sequence));
        if (returns is { Count: > 0 })
            await _batched.RequeueAsync(returns, cancellationToken);
    }

    /// <summary>One message that cannot be moved keeps no other waiting. It stays in flight; when this worker stops, its visibility timeout expires.</summary>
    private void AddLater(PendingEnd end, Exception reason)
    {
        var waiting = reason is QueueUnavailableException { IsUnanswered: true }
            ? end with { Unanswered = end.Unanswered + 1 }
            : end with { Tries = end.Tries + 1 };
        // Before its end is tried again nothing else becomes of it: a task that has ended is not handed back.
        if (_later.TryAdd(end.Delivery.Sequence, waiting))
            _ = AfterPauseAsync(waiting);
        _reports.Refused(end, reason.Message);
    }

    private async Task AfterPauseAsync(PendingEnd end)
    {
        await Task.Delay(RefusedPause, _time, CancellationToken.None);
        // The writer may run its reader at once, which may put the end off again.
        if (_later.TryRemove(end.Delivery.Sequence, out _) && !_ends.Writer.TryWrite(end))
            _later.TryAdd(end.Delivery.Sequence, end);
    }
}
