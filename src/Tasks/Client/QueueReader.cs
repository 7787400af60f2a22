using October.Tasks.Messages;
using October.Tasks.Redis;

namespace October.Tasks.Client;

/// <summary>Counts what lies in Redis: lengths of lists, which Redis knows without looking through them.</summary>
internal static class QueueReader
{
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public static async Task<QueueOverview> ReadAsync(RedisConnection redis, IReadOnlyList<string> queues)
    {
        var delayed = redis.UseAsync(static db => db.SortedSetLengthAsync(RedisKeys.Delayed));
        var dead = redis.UseAsync(static db => db.SortedSetLengthAsync(RedisKeys.DeadIndex));
        var lengths = await Task.WhenAll(queues.Select(async queue =>
        {
            var steps = await Task.WhenAll(QueuePriority.Keys(queue).Select(key => redis.UseAsync(db => db.ListLengthAsync(key))));
            return new QueueLength(queue, steps.Sum());
        }));
        return new QueueOverview(lengths, await delayed, await dead);
    }
}
