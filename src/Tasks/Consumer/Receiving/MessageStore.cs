using October.Tasks.Consumer.Reporting;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using October.Tasks.Results;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>The consumer's side of the queue in Redis: each method is one atomic script under this worker's session.</summary>
/// <param name="redis">The connection.</param>
/// <param name="session">The name under which this worker holds messages.</param>
/// <param name="settings">The consumer's settings.</param>
/// <param name="unusable">Where keys are reported that cannot be used; null to report none.</param>
/// <param name="size">How many bytes of messages an answer may have; null for what is usual.</param>
/// <param name="clock">Is told Redis' time; null where nobody asks.</param>
internal sealed class MessageStore(
    RedisConnection redis, string session, ConsumerSettings settings, UnusableKeys? unusable = null, AnswerSize? size = null, ServerClock? clock = null)
{
    /// <summary>For the log, when an id was used again.</summary>
    public const string Repeated = "task {Id} ({Task}) ran once more under its id: its first successful result stays, and this one is not kept";

    /// <summary>So many ids and stamps are looked up at once: Redis takes no command of any length.</summary>
    private const int LookUpSize = 10_000;

    private readonly RedisKey _inFlight = RedisKeys.InFlight(session);
    private readonly RedisValue _visibilityMs = (long)settings.VisibilityTimeout.TotalMilliseconds;
    private readonly RedisValue _ttl = (long)settings.ResultTtl.TotalSeconds;
    private readonly ResultDetails _details = new(settings.ExtendedResults ? settings.NodeName : null);
    private long _sequence;

    /// <summary>The consumer's settings.</summary>
    public ConsumerSettings Settings => settings;

    /// <summary>What this session holds and has not received.</summary>
    public UnreadMessages Unread { get; } = new(redis, session, size ?? new AnswerSize());

    /// <summary>What waits for its time.</summary>
    public DelayedMessages Delayed { get; } = new(redis, unusable, clock);

    /// <summary>Where keys are.</summary>
    public KeyLayout Layout => redis.Settings.Layout;

    /// <summary>Everything reserved in one step, with Redis' time of that step.</summary>
    /// <param name="Now">By Redis' clock.</param>
    /// <param name="AnyRevoked">Some id is revoked.</param>
    /// <param name="Deliveries">The messages.</param>
    /// <param name="AnyUsable">False when no list at all could be read.</param>
    public sealed record Batch(DateTimeOffset Now, bool AnyRevoked, IReadOnlyList<Delivery> Deliveries, bool AnyUsable);

    /// <summary>What Redis says of one message.</summary>
    /// <param name="WasHeld">True when the message was this worker's; it no longer is.</param>
    /// <param name="Error">Why it is this worker's still; null when it is not.</param>
    /// <param name="IsRepeated">True when a task of this id had succeeded before, whose result stays.</param>
    public readonly record struct Confirmation(bool WasHeld, string? Error, bool IsRepeated = false);

    /// <summary>Takes up to <paramref name="count"/> messages from the lists, in their order. The last ones may be unread.</summary>
    public async Task<Batch> ReserveAsync(string[] lists, int count)
    {
        // Moved on before the call: should its answer be lost, the numbers stay used.
        var last = Interlocked.Add(ref _sequence, count) - count;
        var keys = new RedisKey[3 + lists.Length];
        (keys[0], keys[1], keys[2]) = (RedisKeys.Visibility, _inFlight, RedisKeys.Revoked);
        for (var i = 0; i < lists.Length; i++)
            keys[3 + i] = lists[i];
        var reply = (RedisResult[])(await Unread.Size.AskAsync(
            bytes => redis.RunAsync(Script.Reserve, keys, [session, _visibilityMs, count, last, bytes])))!;
        var now = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]);
        clock?.Set(now);
        var faults = ((RedisResult[])reply[2]!).Chunk(2).Select(pair => (Key: lists[(int)pair[0]], Error: KeyFault.Explain((string)pair[1]!))).ToArray();
        var deliveries = new List<Delivery>();
        for (var i = 3; i + 1 < reply.Length; i += 2)
        {
            var list = lists[(int)reply[i]];
            foreach (var message in (RedisResult[])reply[i + 1]!)
                deliveries.Add(Received(++last, list, message));
        }

        Unread.Size.Came(deliveries.Sum(static one => (long)one.Bytes.Length));
        // A full batch ended before the last list.
        unusable?.Report(deliveries.Count < count && deliveries is not [.., { IsUnread: true }] ? lists : [], faults);
        return new Batch(now, (long)reply[1] > 0, deliveries, faults.Length < lists.Length);
    }

    /// <summary>Whether Redis answers at all.</summary>
    public async Task<bool> IsAnsweringAsync()
    {
        try
        {
            await redis.PingAsync();
            return true;
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Renews the visibility timeout; the answer is how many messages it covers.</summary>
    public async Task<long> RenewAsync() =>
        (long)await redis.RunAsync(Script.Renew, [RedisKeys.Visibility, _inFlight], [session, _visibilityMs]);

    /// <summary>Which of the ids and stamps are revoked, and for how long still; null when the set of them cannot be used.</summary>
    /// <param name="ids">As the set has them.</param>
    /// <param name="now">By Redis' clock.</param>
    public async Task<IReadOnlyDictionary<string, TimeSpan>?> RevokedAsync(IReadOnlyList<string> ids, DateTimeOffset now)
    {
        var revoked = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var some in ids.Distinct(StringComparer.Ordinal).Chunk(LookUpSize))
        {
            double?[]? scores = null;
            var members = Array.ConvertAll(some, static id => (RedisValue)id);
            await UnusableKeys.TryAsync(
                unusable, RedisKeys.Revoked,
                async () => scores = await redis.UseAsync(db => db.SortedSetScoresAsync(redis.Key(RedisKeys.Revoked), members)));
            if (scores is null)
                return null;
            // They stay in the set until the next one is revoked.
            foreach (var (id, until) in some.Zip(scores).Where(one => one.Second > now.ToUnixTimeSeconds()))
                revoked[id] = TimeSpan.FromSeconds(Math.Min(until!.Value - now.ToUnixTimeSeconds(), Control.Revocation.Ttl.TotalSeconds));
        }

        return revoked;
    }

    /// <summary>Ends messages with their results.</summary>
    public async Task<IReadOnlyList<Confirmation>> CompleteAsync(IReadOnlyList<(Delivery Delivery, byte[]? Result)> ended)
    {
        var keys = new RedisKey[ended.Count + 1];
        var values = new RedisValue[2 * ended.Count + 1];
        keys[0] = _inFlight;
        values[0] = _ttl;
        for (var i = 0; i < ended.Count; i++)
        {
            keys[i + 1] = RedisKeys.Result(ended[i].Delivery.Task.Id);
            values[2 * i + 1] = ended[i].Delivery.Field;
            values[2 * i + 2] = Detailed(ended[i].Result, ended[i].Delivery) ?? [];
        }

        var reply = (RedisResult[])(await redis.RunAsync(Script.Complete, keys, values))!;
        return [.. reply.Select(Confirm)];
    }

    /// <summary>Puts a message into the delayed set until it is due.</summary>
    public async Task<bool> DelayAsync(Delivery delivery, Outcome.Delay delay)
    {
        // One that has not been read has no result.
        var result = delivery.Message is { } task ? RedisKeys.Result(task.Id) : RedisKeys.Delayed;
        return (long)await redis.RunAsync(Script.Delay, [_inFlight, RedisKeys.Delayed, result],
            [
                delivery.Field, delay.Due.ToUnixTimeMilliseconds(), delivery.List, Changed(delivery, delay.Message), Detailed(delay.Result, delivery) ?? [],
                _ttl,
            ]) == 1;
    }

    /// <summary>A revoked task has ended.</summary>
    public Task EndRevocationAsync(string id, DateTimeOffset now) => Control.Revocation.EndAsync(redis, id, now);

    /// <summary>Records a state of a task that runs, while its message is this worker's and has no final result.</summary>
    public Task RecordStateAsync(Delivery delivery, byte[] state) =>
        redis.RunAsync(Script.Start, [_inFlight, RedisKeys.Result(delivery.Task.Id)], [delivery.Field, Detailed(state, delivery), _ttl]);

    /// <summary>Requeues messages at the heads of their lists, the last one first, so that their order stays.</summary>
    public async Task<IReadOnlyList<Confirmation>> RequeueAsync(IReadOnlyList<(Delivery Delivery, ReadOnlyMemory<byte> Message)> messages)
    {
        RedisKey[] keys = [_inFlight, .. messages.Reverse().Select(static m => (RedisKey)m.Delivery.List)];
        RedisValue[] values =
        [
            RedisKeys.WakePrefix,
            .. messages.Reverse().SelectMany<(Delivery Delivery, ReadOnlyMemory<byte> Message), RedisValue>(
                static m => [m.Delivery.Field, Changed(m.Delivery, m.Message)]),
        ];
        var reply = (RedisResult[])(await redis.RunAsync(Script.Requeue, keys, values))!;
        return [.. reply.Reverse().Select(Confirm)];
    }

    /// <summary>Moves a message to the dead-letter queue.</summary>
    public async Task<bool> DeadLetterAsync(Delivery delivery, Outcome.DeadLetter dead)
    {
        var entry = $"{session}-{delivery.Sequence}";
        var result = delivery.Message is { } task ? RedisKeys.Result(task.Id) : RedisKeys.DeadEntry(entry);
        return (long)
                await redis.RunAsync(Script.DeadLetter, [_inFlight, RedisKeys.DeadIndex, RedisKeys.DeadEntry(entry), result],
                        [
                            delivery.Field,
                            entry,
                            delivery.List,
                            dead.Reason,
                            dead.Deliveries,
                            delivery.Message?.Id ?? "",
                            delivery.Message?.Task ?? "",
                            Detailed(dead.Result, delivery) ?? [],
                            _ttl,
                            dead.Most ?? RedisValue.EmptyString,
                        ]) == 1;
    }

    /// <summary>Reclaims up to <paramref name="count"/> messages from sessions whose visibility timeout has expired. The last one may be unread.</summary>
    /// <param name="count">At most how many.</param>
    /// <param name="settled">True when this worker was connected for one visibility timeout; otherwise the workers together must have.</param>
    /// <param name="away">Since this worker last looked, by its own clock, which shows a step of Redis'; null when it did not.</param>
    public async Task<IReadOnlyList<Delivery>> ClaimAsync(int count, bool settled = true, TimeSpan? away = null)
    {
        var last = Interlocked.Add(ref _sequence, count) - count;
        var reply = await UnusableKeys.TryAsync(unusable, RedisKeys.Visibility, () => Unread.Size.AskAsync(bytes => redis.RunAsync(
            Script.Claim,
            [RedisKeys.Visibility, _inFlight, RedisKeys.Pulse],
            [session, _visibilityMs, count, last, RedisKeys.InFlightPrefix, settled, bytes, away is { } time ? (long)time.TotalMilliseconds : ""])));
        if (reply is null)
            return [];
        Delivery[] claimed = [.. ((RedisResult[])reply!).Chunk(3).Select(one => Received(++last, (string)one[0]!, one[2], (int)one[1]))];
        Unread.Size.Came(claimed.Sum(static one => (long)one.Bytes.Length));
        return claimed;
    }

    /// <summary>Announces which tasks this worker runs, at a time that means the same to who asks for them on another host.</summary>
    public async Task AnnounceAsync(IReadOnlyList<string> tasks)
    {
        var now = (await RedisTime.NowAsync(redis)).ToUnixTimeMilliseconds();
        await UnusableKeys.TryAsync<object>(unusable, RedisKeys.KnownTasks, async () => await redis.UseAsync(db => db.SortedSetAddAsync(
            redis.Key(RedisKeys.KnownTasks), [.. tasks.Select(name => new SortedSetEntry(name, now))])));
    }

    private byte[]? Detailed(byte[]? result, Delivery delivery) => _details.Add(result, delivery.Message, QueuePriority.QueueOf(delivery.List));

    private static Delivery Received(long sequence, string list, RedisResult message, int claims = 0) =>
        new(sequence, list, (byte[]?)message, claims) { IsUnread = message.IsNull };

    /// <summary>Redis has what is unchanged.</summary>
    private static RedisValue Changed(Delivery delivery, ReadOnlyMemory<byte> message) => message.Equals(delivery.Bytes) ? RedisValue.EmptyString : message;

    private static Confirmation Confirm(RedisResult answer) =>
        answer.Resp2Type == ResultType.Integer
            ? new Confirmation((long)answer != 0, null, (long)answer == 2)
            : new Confirmation(false, KeyFault.Explain((string)answer!));
}
