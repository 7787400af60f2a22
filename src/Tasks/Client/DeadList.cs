using System.Globalization;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <inheritdoc cref="IDeadList"/>
public sealed class DeadList(RedisConnection redis) : IDeadList
{
    /// <summary>How much of a message is shown, and read to find out whose it is.</summary>
    private const int Shown = 4096;

    /// <summary>How much is shown of any other field.</summary>
    private const int ShownText = 1024;

    private static readonly RedisValue[] Fields = ["list", "id", "deliveries", "message"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadMessage>> ListAsync(int count, int skip = 0)
    {
        if (count <= 0)
            return [];
        var ids = await redis.UseAsync(db => db.SortedSetRangeByRankAsync(redis.Key(RedisKeys.DeadIndex), skip, (long)skip + count - 1, Order.Descending));
        var entries = await Task.WhenAll(ids.Select(static id => (string)id!).Select(ReadAsync));
        return [.. entries.OfType<DeadMessage>()];
    }

    /// <inheritdoc/>
    public async Task<bool> ReplayAsync(string entryId)
    {
        var entry = RedisKeys.DeadEntry(entryId);
        var values = await redis.UseAsync(db => db.HashGetAsync(redis.Key(entry), Fields));
        if (values[0].IsNull)
            return false;
        QueueName.Require(QueuePriority.QueueOf(values[0]!));
        var message = (byte[])values[3]!;
        var deliveries = values[2].IsNull ? 0 : (int)values[2];
        // What could not be read once is sent again as it is: perhaps to a newer worker.
        if (deliveries > 0 && !values[1].IsNullOrEmpty)
            message = EnvelopeEditor.WithoutDeliveries(message);
        var id = values[1].IsNullOrEmpty ? Named(message, message.Length, deliveries)?.Id : (string?)values[1];
        var result = id is null ? entry : RedisKeys.Result(id);
        return (long)await redis.RunAsync(Script.Replay, [RedisKeys.DeadIndex, entry, result], [entryId, message, RedisKeys.WakePrefix]) == 1;
    }

    /// <inheritdoc/>
    public async Task<bool> DiscardAsync(string entryId) =>
        (long)await redis.RunAsync(Script.Discard, [RedisKeys.DeadIndex, RedisKeys.DeadEntry(entryId)], [entryId]) == 1;

    private async Task<DeadMessage?> ReadAsync(string entryId)
    {
        var values = (RedisValue[])(await redis.RunAsync(Script.Peek, [RedisKeys.DeadEntry(entryId)], [Shown, ShownText]))!;
        if (values.Length == 0)
            return null;
        var (message, size, deliveries) = ((byte[])values[6]!, (long)values[7], values[4].IsNullOrEmpty ? 0 : (int)values[4]);
        var named = values[2].IsNullOrEmpty ? Named(message, size, deliveries) : null;
        return new DeadMessage(
            entryId, values[0]!, QueuePriority.QueueOf(values[1]!), named?.Id ?? Filled(values[2]), Filled(named?.Task ?? values[3]), deliveries,
            RedisTime.Of(double.Parse((string)values[5]!, CultureInfo.InvariantCulture)), message)
        { Size = size };
    }

    /// <summary>Whose message it is, where no worker has said it; null when it is not read here either, as it is too large or workers died of it.</summary>
    private static TaskMessage? Named(byte[] message, long size, int deliveries) =>
        size <= Shown && deliveries == 0 ? MessageIdentity.Of(message, withBody: false) : null;

    private static string? Filled(RedisValue value) => value.IsNullOrEmpty ? null : (string)value!;
}
