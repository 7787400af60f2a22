using Microsoft.Extensions.Logging;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Brings back what no worker is working on: messages of workers that stopped renewing their visibility timeout, delayed messages that are due, and
/// messages that a lost answer of Redis hid from this worker.
/// </summary>
internal sealed partial class Reclaimer(MessageStore store, InFlight inFlight, Intake intake, RedisConnection redis, TimeProvider time, ILogger logger)
{
    private const int ClaimBatch = 100;
    private const int PromoteBatch = 200;

    private volatile bool _recover;
    private long? _nextSweep;
    private DateTimeOffset? _nextDue;

    /// <summary>How often other workers' messages are looked at.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Has the next run compare what is in flight with Redis: a request's answer was lost, and it may have happened.</summary>
    public void RequestRecovery() => _recover = true;

    /// <summary>Does what is due now.</summary>
    /// <exception cref="QueueUnavailableException">Redis cannot be reached; what was not done is done at the next run.</exception>
    public async Task RunAsync()
    {
        if (_recover)
            await RecoverAsync();
        await SweepAsync();
    }

    /// <summary>Finds what Redis counts as this worker's and this worker does not know: reserved by a call whose answer was lost.</summary>
    private async Task RecoverAsync()
    {
        // What ends while the question is under way was known before and is not after: neither makes it unknown.
        var before = inFlight.All.Select(static delivery => delivery.Sequence).ToHashSet();
        var unknown = (await store.InFlightAsync())
            .Where(delivery => !before.Contains(delivery.Sequence) && !inFlight.Contains(delivery.Sequence))
            .OrderBy(static delivery => delivery.Sequence)
            .ToList();
        _recover = false;
        if (unknown.Count > 0)
            LogRecovered(logger, unknown.Count);
        intake.Redeliver([.. unknown.Where(static delivery => delivery.IsClaimed)], store.Settings.MaxDeliveries, time.GetUtcNow());
        await intake.ReceiveAsync([.. unknown.Where(static delivery => !delivery.IsClaimed)], time.GetUtcNow(), anyRevoked: true);
    }

    private async Task SweepAsync()
    {
        var now = time.GetTimestamp();
        var due = _nextDue is { } at && at <= time.GetUtcNow();
        if (!due && _nextSweep is { } next && now < next)
            return;
        (_, _nextDue) = await store.PromoteAsync(PromoteBatch);
        if (_nextSweep is { } sweep && now < sweep)
            return;
        _nextSweep = now + (long)(Interval.TotalSeconds * time.TimestampFrequency);
        // After an outage every visibility timeout looks expired; workers that live need one of it to renew theirs.
        var claimed = await store.ClaimAsync(ClaimBatch, settled: redis.ConnectedFor >= store.Settings.VisibilityTimeout);
        if (claimed.Count > 0)
            LogClaimed(logger, claimed.Count);
        intake.Redeliver(claimed, store.Settings.MaxDeliveries, time.GetUtcNow());
        // What was claimed before comes one at a time.
        if (claimed.Count == ClaimBatch || claimed is [{ Claims: > 1 }])
            _nextSweep = null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "recovered {Count} tasks that a lost answer of Redis had hidden")]
    private static partial void LogRecovered(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "reclaimed {Count} tasks whose worker stopped renewing its visibility timeout")]
    private static partial void LogClaimed(ILogger logger, int count);
}
