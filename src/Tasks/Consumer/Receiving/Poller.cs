using Microsoft.Extensions.Logging;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// The one loop that reserves messages for this worker, and lets the <see cref="Reclaimer"/> bring back others. That it is a single loop is what makes
/// what is in flight by Redis' account and by this worker's comparable.
/// </summary>
internal sealed partial class Poller(
    MessageStore store, InFlight inFlight, Intake intake, Reclaimer reclaimer, QueueWatch watch, TimeProvider time, ILogger logger)
{
    private const int MaxBatch = 500;

    /// <summary>As many messages at once mean that no notification is needed.</summary>
    private const int Busy = 32;

    /// <summary>How long what is reserved waits for a slot at most.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(5);

    private readonly ConsumerSettings _settings = store.Settings;
    private IReadOnlyList<string> _queues = [];
    private string[][] _rotations = [];
    private int _rotation;
    private (long Sequence, long Since)? _nextSince;
    private long _lastPoll;
    private long _lastTurn;

    /// <summary>Since the last time Redis answered this loop, and for at least one of its lists; without end before the first.</summary>
    public TimeSpan SinceLastPoll => Interlocked.Read(ref _lastPoll) is var last and not 0 ? time.GetElapsedTime(last) : TimeSpan.MaxValue;

    /// <summary>Since this loop last came round, whether Redis answered or not; zero before its first turn.</summary>
    public TimeSpan SinceLastTurn => Interlocked.Read(ref _lastTurn) is var last and not 0 ? time.GetElapsedTime(last) : TimeSpan.Zero;

    /// <summary>Runs until stopped. Survives every outage of Redis.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPoll;
        while (!cancellationToken.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _lastTurn, time.GetTimestamp());
            try
            {
                await reclaimer.RunAsync();
                await RequeueWhatWaitsAsync();
                var slots = inFlight.Slots;
                var total = slots + Prefetch.Size(slots, inFlight.MeanSeconds, _settings.MaxPrefetch);
                var held = inFlight.Count + reclaimer.Unread;
                var room = total - held;
                // In batches, unless a slot is free: it waits for no other.
                if (room < 1 || (room < total / 4 && held >= slots))
                {
                    Interlocked.Exchange(ref _lastPoll, time.GetTimestamp());
                    await inFlight.Signal.WaitAsync(Reclaimer.Interval, cancellationToken);
                    continue;
                }

                var reserved = await ReserveAsync(Math.Min(room, MaxBatch));
                if (reserved > 0)
                {
                    pause = FirstPoll;
                    if (reserved >= Busy)
                        watch.SetQuiet(false);
                    continue;
                }

                if (pause > FirstPoll)
                    watch.SetQuiet(true);
                await inFlight.Signal.WaitAsync(pause, cancellationToken);
                pause = pause * 2 < _settings.MaxPoll ? pause * 2 : _settings.MaxPoll;
            }
            catch (QueueUnavailableException exception)
            {
                // Whatever was requested may have happened: compare with Redis before the next reserve.
                reclaimer.RequestRecovery();
                LogUnavailable(logger, exception.Message);
                await inFlight.Signal.WaitAsync(_settings.MaxPoll, cancellationToken);
            }
#pragma warning disable CA1031 // Without this loop the worker takes nothing more, and says nothing of it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                reclaimer.RequestRecovery();
                LogFailed(logger, exception);
                await inFlight.Signal.WaitAsync(_settings.MaxPoll, cancellationToken);
            }
        }

        await reclaimer.RequeueUnreadAsync();
    }

    /// <summary>What is behind tasks that take long goes back to its queue, for workers that have a free slot.</summary>
    private async Task RequeueWhatWaitsAsync()
    {
        if (intake.Next is not { } next)
        {
            _nextSince = null;
            return;
        }

        if (_nextSince is not { } known || known.Sequence != next)
            _nextSince = (next, time.GetTimestamp());
        else if (time.GetElapsedTime(known.Since) >= LongestWait)
            LogRequeued(logger, await intake.RequeueWaitingAsync());
    }

    private async Task<int> ReserveAsync(int count)
    {
        if (!ReferenceEquals(_queues, watch.Queues.Names))
            (_queues, _rotations) = (watch.Queues.Names, Rotations(watch.Queues.Names));
        if (_rotations.Length == 0)
        {
            // Remote control has removed the last queue; it is the worker's to wait for another.
            Interlocked.Exchange(ref _lastPoll, time.GetTimestamp());
            return 0;
        }

        var lists = _rotations[_rotation = (_rotation + 1) % _rotations.Length];
        var batch = await store.ReserveAsync(lists, count);
        if (batch.AnyUsable)
            Interlocked.Exchange(ref _lastPoll, time.GetTimestamp());
        if (batch.Deliveries is [.., { IsUnread: true }])
            reclaimer.RequestRecovery();
        await intake.ReceiveAsync(batch.Deliveries, batch.Now, batch.AnyRevoked);
        return batch.Deliveries.Count;
    }

    /// <summary>The orders in which lists are looked at in turn, each with the more urgent step of all queues first.</summary>
    private string[][] Rotations(IReadOnlyList<string> queues) =>
        [.. _settings.QueueOrder.Turns(queues).Select(order => store.Layout.PrioritySteps
            .SelectMany(step => order.Select(queue => QueuePriority.Key(queue, step)))
            .ToArray())];

    [LoggerMessage(Level = LogLevel.Information, Message = "requeued {Count} tasks that waited behind long ones")]
    private static partial void LogRequeued(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot reserve tasks: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "cannot reserve tasks, and tries again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
