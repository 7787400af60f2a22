using Microsoft.Extensions.Logging;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer;

/// <summary>
/// The one loop that brings messages under this worker's lease: new ones, those of dead workers, and those a lost answer hid.
/// That it is a single loop is what makes "held by Redis' account" and "held by ours" comparable.
/// </summary>
internal sealed partial class Fetcher(
    LeaseStore store,
    HeldMessages held,
    Settler settler,
    RevokedIds revoked,
    RedisConnection redis,
    ConsumerSettings settings,
    ConsumerMetrics metrics,
    TaskEvents? events,
    TimeProvider time,
    AsyncSignal signal,
    QueueWatch watch,
    Action<Delivery> start,
    Func<double> meanSeconds,
    ILogger log)
{
    private const int MaxBatch = 500;
    private const int ClaimBatch = 100;
    private const int PromoteBatch = 200;

    /// <summary>As many messages at once mean that nobody needs to be woken.</summary>
    private const int Busy = 32;

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly string[][] _rotations = Rotations(settings.Queues);
    private int _rotation;
    private volatile bool _recover;
    private long _lastPoll = time.GetTimestamp();
    private long? _nextSweep;
    private DateTimeOffset? _nextDue;

    /// <summary>Since the last time Redis answered this loop.</summary>
    public TimeSpan SinceLastPoll => time.GetElapsedTime(Interlocked.Read(ref _lastPoll));

    /// <summary>Asks the loop to compare accounts with Redis.</summary>
    public void Recover() => _recover = true;

    public async Task RunAsync(CancellationToken stopping)
    {
        var pause = FirstPoll;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_recover)
                    await RecoverAsync();
                await SweepAsync();
                var total = settings.Concurrency + Prefetch.Size(settings.Concurrency, meanSeconds(), settings.MaxPrefetch);
                var room = total - held.Count;
                if (room < Math.Max(1, total / 4))
                {
                    Interlocked.Exchange(ref _lastPoll, time.GetTimestamp());
                    await signal.WaitAsync(SweepEvery, stopping);
                    continue;
                }

                var taken = await ReserveAsync(Math.Min(room, MaxBatch));
                Interlocked.Exchange(ref _lastPoll, time.GetTimestamp());
                if (taken > 0)
                {
                    pause = FirstPoll;
                    if (taken >= Busy)
                        watch.SetQuiet(false);
                    continue;
                }

                if (pause > FirstPoll)
                    watch.SetQuiet(true);
                await signal.WaitAsync(pause, stopping);
                pause = pause * 2 < settings.MaxPoll ? pause * 2 : settings.MaxPoll;
            }
            catch (QueueUnavailableException e)
            {
                // Whatever was asked may have happened: compare accounts before the next reserve.
                _recover = true;
                LogUnavailable(log, e.Message);
                await signal.WaitAsync(settings.MaxPoll, stopping);
            }
        }
    }

    private async Task<int> ReserveAsync(int count)
    {
        var lists = _rotations[_rotation = (_rotation + 1) % _rotations.Length];
        var batch = await store.ReserveAsync(lists, count);
        await AdmitAsync(batch.Deliveries, batch.Now, batch.AnyRevoked);
        return batch.Deliveries.Count;
    }

    private async Task AdmitAsync(IReadOnlyList<Delivery> deliveries, DateTimeOffset now, bool anyRevoked)
    {
        var readable = new List<Delivery>(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            held.Add(delivery);
            if (Read(delivery) is not { } read)
                continue;
            metrics.Received(read);
            events?.Received(read.Task);
            readable.Add(read);
        }

        metrics.Holds(held.Count);
        if (anyRevoked && readable.Count > 0)
            await LookUpRevokedAsync(readable);
        foreach (var delivery in readable)
        {
            if (Admission.Decide(delivery, now, revoked.Contains(delivery.Task.Id)) is { } outcome)
                settler.Add(delivery, outcome);
            else
                start(delivery);
        }
    }

    private async Task LookUpRevokedAsync(List<Delivery> deliveries)
    {
        try
        {
            revoked.Add(await store.RevokedAsync([.. deliveries.Select(static delivery => delivery.Task.Id)]));
        }
        catch (QueueUnavailableException)
        {
            // Not started yet: forgotten here, so that the comparison of accounts finds them.
            foreach (var delivery in deliveries)
                held.Remove(delivery);
            throw;
        }
    }

    /// <summary>Decodes a message, or sends it to the dead list.</summary>
    private Delivery? Read(Delivery delivery)
    {
        try
        {
            return delivery with { Message = EnvelopeReader.Read(delivery.Bytes) };
        }
        catch (MessageFormatException e)
        {
            settler.Add(delivery, Redelivery.Undecodable(e));
            return null;
        }
    }

    /// <summary>Finds what Redis counts as ours and we do not know: reserved by a call whose answer was lost.</summary>
    private async Task RecoverAsync()
    {
        // What ends while the question is under way was known before and is not after: neither makes it a stranger.
        var before = held.All.Select(static delivery => delivery.Sequence).ToHashSet();
        var unknown = (await store.HeldAsync())
            .Where(delivery => !before.Contains(delivery.Sequence) && !held.Contains(delivery.Sequence))
            .OrderBy(static delivery => delivery.Sequence)
            .ToList();
        _recover = false;
        if (unknown.Count > 0)
            LogRecovered(log, unknown.Count);
        Redeliver([.. unknown.Where(static delivery => delivery.IsClaimed)]);
        await AdmitAsync([.. unknown.Where(static delivery => !delivery.IsClaimed)], time.GetUtcNow(), anyRevoked: true);
    }

    /// <summary>Once a second: takes over what dead workers held, and brings delayed messages back.</summary>
    private async Task SweepAsync()
    {
        var now = time.GetTimestamp();
        var due = _nextDue is { } at && at <= time.GetUtcNow();
        if (!due && _nextSweep is { } next && now < next)
            return;
        (_, _nextDue, _) = await store.PromoteAsync(PromoteBatch);
        if (_nextSweep is { } sweep && now < sweep)
            return;
        _nextSweep = now + (long)(SweepEvery.TotalSeconds * time.TimestampFrequency);
        // After an outage every lease looks run out; those who live need one lease's time to say so.
        var claimed = await store.ClaimAsync(ClaimBatch, settled: redis.ConnectedFor >= settings.Lease);
        if (claimed.Count > 0)
            LogClaimed(log, claimed.Count);
        Redeliver(claimed);
        if (claimed.Count == ClaimBatch)
            _nextSweep = null;
    }

    private void Redeliver(IReadOnlyList<Delivery> claimed)
    {
        metrics.Redelivered(claimed.Count);
        foreach (var delivery in claimed)
        {
            held.Add(delivery);
            if (Read(delivery) is { } read)
                settler.Add(read, Redelivery.Decide(read, settings.MaxDeliveries, time.GetUtcNow()));
        }
    }

    /// <summary>The lists in every rotation of the queues, the more urgent step of all queues first.</summary>
    private static string[][] Rotations(IReadOnlyList<string> queues) =>
        [.. Enumerable.Range(0, queues.Count).Select(offset => QueuePriority.Steps
            .SelectMany(step => Enumerable.Range(0, queues.Count).Select(i => QueuePriority.Key(queues[(i + offset) % queues.Count], step)))
            .ToArray())];

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot fetch tasks: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "found {Count} tasks that a lost answer had hidden")]
    private static partial void LogRecovered(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "took over {Count} tasks from workers that died")]
    private static partial void LogClaimed(ILogger log, int count);
}
