using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using October.Tasks.Redis;

namespace October.Tasks.Consumer;

/// <summary>Brings outcomes to Redis: completions in batches, and each one again and again until Redis has answered.</summary>
internal sealed partial class Settler(LeaseStore store, HeldMessages held, ConsumerMetrics metrics, TaskEvents? events, TimeProvider time, ILogger log)
{
    private const int BatchSize = 256;

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    // An idle settler sends the first outcome from the thread that adds it: one thread less to wake on the way of a single task.
    private readonly Channel<(Delivery Delivery, Outcome Outcome)> _outcomes =
        Channel.CreateUnbounded<(Delivery, Outcome)>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    public void Add(Delivery delivery, Outcome outcome) => _outcomes.Writer.TryWrite((delivery, outcome));

    /// <summary>No more outcomes will come.</summary>
    public void Close() => _outcomes.Writer.TryComplete();

    /// <summary>Runs until closed and empty, or until cancelled with outcomes unsettled: their leases then run out.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var batch = new List<(Delivery Delivery, Outcome Outcome)>(BatchSize);
        while (await _outcomes.Reader.WaitToReadAsync(cancel))
        {
            batch.Clear();
            while (batch.Count < BatchSize && _outcomes.Reader.TryRead(out var next))
                batch.Add(next);
            await SettleAsync(batch, cancel);
        }
    }

    private async Task SettleAsync(List<(Delivery Delivery, Outcome Outcome)> batch, CancellationToken cancel)
    {
        List<(Delivery Delivery, byte[]? Result)>? completes = null;
        List<(Delivery Delivery, ReadOnlyMemory<byte> Message)>? returns = null;
        foreach (var (delivery, outcome) in batch)
        {
            switch (outcome)
            {
                case Outcome.Complete complete:
                    (completes ??= new(batch.Count)).Add((delivery, complete.Result));
                    break;
                case Outcome.GiveBack giveBack:
                    (returns ??= []).Add((delivery, giveBack.Message));
                    break;
                case Outcome.Delay delay:
                    Count(delivery, outcome, await UntilAnsweredAsync(() => store.DelayAsync(delivery, delay), cancel));
                    break;
                case Outcome.Bury bury:
                    Count(delivery, outcome, await UntilAnsweredAsync(() => store.BuryAsync(delivery, bury), cancel));
                    LogBuried(log, delivery.Message?.Id, delivery.Message?.Task, bury.Reason);
                    break;
            }
        }

        if (completes is not null)
        {
            var answers = await UntilAnsweredAsync(() => store.CompleteAsync(completes), cancel);
            var i = 0;
            foreach (var (delivery, outcome) in batch)
            {
                if (outcome is Outcome.Complete)
                    Count(delivery, outcome, answers[i++]);
            }
        }

        if (returns is not null)
        {
            await UntilAnsweredAsync(() => store.GiveBackAsync(returns), cancel);
            foreach (var (delivery, _) in returns)
                held.Remove(delivery);
        }
    }

    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> request, CancellationToken cancel)
    {
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            try
            {
                return await request();
            }
            catch (QueueUnavailableException e)
            {
                LogWaiting(log, e.Message);
                await Task.Delay(pause, time, cancel);
            }
        }
    }

    private void Count(Delivery delivery, Outcome outcome, bool wasHeld)
    {
        held.Remove(delivery);
        if (!wasHeld)
        {
            metrics.Stale();
            LogStale(log, delivery.Message?.Id);
            return;
        }

        var status = outcome switch
        {
            Outcome.Complete complete => StatusLabel.Of(complete.State),
            Outcome.Delay { IsRetry: true } => StatusLabel.Retry,
            Outcome.Bury => StatusLabel.Dead,
            _ => null,
        };
        if (status is null)
            return;
        metrics.Ended(delivery, status);
        if (delivery.Message is { } task)
            events?.Ended(task, outcome);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot record the end of tasks yet: {Reason}")]
    private static partial void LogWaiting(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "task {Id} was no longer held when it ended: recorded before, or taken over by another worker")]
    private static partial void LogStale(ILogger log, string? id);

    [LoggerMessage(Level = LogLevel.Error, Message = "task {Id} ({Task}) went to the dead list: {Reason}")]
    private static partial void LogBuried(ILogger log, string? id, string? task, string reason);
}
