using Microsoft.Extensions.Logging;
using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Brings back what no worker is working on: messages of workers that stopped renewing their visibility timeout, delayed messages that are due, and
/// messages that this worker holds and no answer of Redis has brought.
/// </summary>
internal sealed partial class Reclaimer(MessageStore store, InFlight inFlight, Intake intake, RedisConnection redis, TimeProvider time, ILogger logger)
{
    private const int ClaimBatch = 100;
    private const int PromoteBatch = 200;

    private volatile bool _recover;
    private List<Delivery> _unread = [];
    private long? _nextSweep;
    private long? _lastLook;
    private DateTimeOffset? _nextDue;
    private bool _isMoreDue;

    /// <summary>How often other workers' messages are looked at.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How many messages this worker holds by Redis' account and has not received.</summary>
    public int Unread => _unread.Count;

    /// <summary>Has the next run compare what is in flight with Redis: an answer did not bring all, or was lost and the request may have happened.</summary>
    public void RequestRecovery() => _recover = true;

    /// <summary>Does what is due now.</summary>
    /// <exception cref="QueueUnavailableException">Redis cannot be reached; what was not done is done at the next run.</exception>
    public async Task RunAsync()
    {
        if (_recover)
            await RecoverAsync();
        await SweepAsync();
    }

    /// <summary>Has what was not received taken by others at once; nobody has looked at it.</summary>
    public async Task RequeueUnreadAsync()
    {
        if (!_recover)
            return;
        try
        {
            _unread = await UnknownAsync();
        }
        catch (QueueUnavailableException)
        {
            // As far as it is known: the visibility timeout of the others expires.
        }

        intake.Requeue([.. _unread.Where(static delivery => !delivery.IsClaimed)]);
    }

    /// <summary>Receives some of what Redis counts as this worker's and this worker does not know, as many as come in one answer.</summary>
    private async Task RecoverAsync()
    {
        _recover = false;
        var unknown = await UnknownAsync();
        // Workers have died of them: nobody reads them.
        intake.Redeliver([.. unknown.Where(IsSpent)], store.Settings.MaxDeliveries, time.GetUtcNow());
        _unread = unknown.FindAll(one => !IsSpent(one));
        if (_unread.Count == 0)
            return;
        IReadOnlyList<Delivery> found;
        try
        {
            found = await store.Unread.ReadAsync(_unread);
        }
        catch (OutOfMemoryException exception)
        {
            intake.PutOff(_unread[0], exception);
            _unread.RemoveAt(0);
            found = [];
        }

        _unread.RemoveAll(one => found.Any(other => other.Sequence == one.Sequence));
        if (_unread.Count > 0)
        {
            // The others at the next run, and without a pause before it: what else this worker takes does not wait for them.
            _recover = true;
            inFlight.Signal.Set();
        }

        if (found.Count == 0)
            return;
        LogRecovered(logger, found.Count);
        intake.Redeliver([.. found.Where(static delivery => delivery.IsClaimed)], store.Settings.MaxDeliveries, time.GetUtcNow());
        await intake.ReceiveAsync([.. found.Where(static delivery => !delivery.IsClaimed)], time.GetUtcNow(), anyRevoked: true);

        bool IsSpent(Delivery one) => one.Claims > store.Settings.MaxDeliveries;
    }

    private async Task<List<Delivery>> UnknownAsync()
    {
        // What ends while the question is under way was known before and is not after: neither makes it unknown.
        var before = inFlight.All.Select(static delivery => delivery.Sequence).ToHashSet();
        return [.. (await store.Unread.HeldAsync())
            .Where(delivery => !before.Contains(delivery.Sequence) && !inFlight.Contains(delivery.Sequence))
            .OrderBy(static delivery => delivery.Sequence)];
    }

    private async Task SweepAsync()
    {
        var now = time.GetTimestamp();
        var due = _isMoreDue || (_nextDue is { } at && at <= time.GetUtcNow());
        if (!due && _nextSweep is { } next && now < next)
            return;
        (_, _nextDue, _isMoreDue) = await store.Delayed.PromoteAsync(PromoteBatch);
        if (_isMoreDue)
            inFlight.Signal.Set();
        if (_nextSweep is { } sweep && now < sweep)
            return;
        var later = now + (long)(Interval.TotalSeconds * time.TimestampFrequency);
        bool isAlone;
        var calls = 0;
        do
        {
            _nextSweep = later;
            var room = Room();
            // After an outage every visibility timeout looks expired; workers that live need one of it to renew theirs.
            var (settled, look) = (redis.ConnectedFor >= store.Settings.VisibilityTimeout, time.GetTimestamp());
            var claimed = await store.ClaimAsync(room, settled, _lastLook is { } last ? time.GetElapsedTime(last, look) : null);
            _lastLook = look;
            if (claimed.Count > 0)
                LogClaimed(logger, claimed.Count);
            _recover |= claimed is [.., { IsUnread: true }];
            intake.Redeliver(claimed, store.Settings.MaxDeliveries, time.GetUtcNow());
            // What was claimed before comes one at a time.
            isAlone = claimed is [{ Claims: > 1 }] && room > 1;
            if (isAlone || (claimed.Count == room && room > 1))
                _nextSweep = null;
        }
        while (isAlone && !_recover && ++calls < ClaimBatch);
    }

    /// <summary>
    /// How many messages may be claimed: until they are acknowledged they take memory. One always, for the end of others may be refused for good.
    /// </summary>
    private int Room()
    {
        var claimed = inFlight.All.Where(static delivery => delivery.IsClaimed).ToList();
        return claimed.Count < 5 * ClaimBatch && claimed.Sum(static delivery => (long)delivery.Bytes.Length) < EnvelopeReader.Limit ? ClaimBatch : 1;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "received {Count} tasks that answers of Redis had not brought before")]
    private static partial void LogRecovered(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "reclaimed {Count} tasks whose worker stopped renewing its visibility timeout")]
    private static partial void LogClaimed(ILogger logger, int count);
}
