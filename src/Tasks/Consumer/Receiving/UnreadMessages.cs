using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Reads what a session holds and has not received: its answer was lost, or had no room for it. A message that is more than one answer may have comes in
/// parts, each of which stays when the next one is lost: so it comes over any connection, and others get their answers in between.
/// </summary>
internal sealed class UnreadMessages(RedisConnection redis, string session, AnswerSize size)
{
    /// <summary>So many fields are named in a call.</summary>
    private const int AtOnce = 500;

    /// <summary>How many bytes of messages are asked for at once.</summary>
    public AnswerSize Size => size;

    private readonly RedisKey _inFlight = RedisKeys.InFlight(session);
    private (string Field, byte[] Bytes, int Known)? _part;

    /// <summary>Everything that the session holds by Redis' account, without the messages.</summary>
    public async Task<IReadOnlyList<Delivery>> HeldAsync()
    {
        // As many as there are; HKEYS would take one more right.
        var fields = await redis.UseAsync(db => db.HashRandomFieldsAsync(redis.Key(RedisKeys.InFlight(session)), int.MaxValue));
        return [.. fields.Select(static field => Delivery.Of((string)field!, default)).OfType<Delivery>()];
    }

    /// <summary>The messages of the first of these, as many as one answer has; none when it had a part of the first, or when they are no longer held.</summary>
    /// <exception cref="OutOfMemoryException">There is none for the first.</exception>
    public async Task<IReadOnlyList<Delivery>> ReadAsync(IReadOnlyList<Delivery> held)
    {
        if (_part?.Field != held[0].Field)
            _part = null;
        var fields = held.Take(AtOnce).Select(static one => (RedisValue)one.Field);
        var reply = (RedisResult[])(await size.AskAsync(
            bytes => redis.RunAsync(Script.Recall, [_inFlight], [bytes, EnvelopeReader.Limit, _part?.Known ?? 0, .. fields])))!;
        if (reply is [{ Resp2Type: ResultType.Array } part])
            return Add(held[0], (int)part[0], (byte[])part[1]!) is { } whole ? [whole] : [];
        Delivery[] found = [.. reply.Zip(held).Where(static one => !one.First.IsNull).Select(static one => Received(one.Second, one.First))];
        size.Came(found.Sum(static one => (long)one.Bytes.Length));
        return found;
    }

    private Delivery? Add(Delivery delivery, int length, byte[] next)
    {
        var (_, bytes, known) = _part ?? ("", new byte[length], 0);
        next.CopyTo(bytes, known);
        known += next.Length;
        _part = known < length ? (delivery.Field, bytes, known) : null;
        size.Came(next.Length);
        return known < length ? null : delivery with { Bytes = bytes };
    }

    /// <summary>With its message, or, where that is longer than any that is read, with its length.</summary>
    private static Delivery Received(Delivery delivery, RedisResult message) =>
        message.Resp2Type == ResultType.Integer ? delivery with { TooLong = (long)message } : delivery with { Bytes = (byte[])message! };
}
