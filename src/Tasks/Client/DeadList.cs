using System.Globalization;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <inheritdoc cref="IDeadList"/>
public sealed class DeadList(RedisConnection redis) : IDeadList
{
    private static readonly RedisValue[] Fields = ["reason", "list", "id", "task", "deliveries", "at", "message"];

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
        if (await ReadAsync(entryId) is not { } dead)
            return false;
        QueueName.Require(dead.Queue);
        // What could not be read once is sent again as it is: perhaps to a newer worker.
        var message = dead is { Deliveries: > 0, TaskId: not null } ? EnvelopeEditor.WithoutDeliveries(dead.Message) : dead.Message;
        var entry = RedisKeys.DeadEntry(entryId);
        var result = dead.TaskId is { } id ? RedisKeys.Result(id) : entry;
        return (long)await redis.RunAsync(Script.Replay, [RedisKeys.DeadIndex, entry, result], [entryId, message, RedisKeys.WakePrefix]) == 1;
    }

    /// <inheritdoc/>
    public async Task<bool> DiscardAsync(string entryId) =>
        (long)await redis.RunAsync(Script.Discard, [RedisKeys.DeadIndex, RedisKeys.DeadEntry(entryId)], [entryId]) == 1;

    private async Task<DeadMessage?> ReadAsync(string entryId)
    {
        var values = await redis.UseAsync(db => db.HashGetAsync(redis.Key(RedisKeys.DeadEntry(entryId)), Fields));
        if (values[0].IsNull)
            return null;
        var message = (byte[])values[6]!;
        // What workers died of before they had read it is not read here either.
        var named = values[2].IsNullOrEmpty && (int)values[4] == 0 ? MessageIdentity.Of(message) : null;
        return new DeadMessage(
            entryId, values[0]!, QueuePriority.QueueOf(values[1]!), named?.Id ?? Filled(values[2]), Filled(named?.Task ?? values[3]), (int)values[4],
            DateTimeOffset.FromUnixTimeMilliseconds((long)double.Parse((string)values[5]!, CultureInfo.InvariantCulture)), message);
    }

    private static string? Filled(RedisValue value) => value.IsNullOrEmpty ? null : (string)value!;
}
