using System.Collections.Concurrent;
using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <summary>Counts what lies in Redis: lengths of lists, which Redis knows without looking through them.</summary>
internal static class QueueReader
{
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    public static async Task<QueueOverview> ReadAsync(RedisConnection redis, IReadOnlyList<string> queues)
    {
        var problems = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var delayed = LengthAsync(RedisKeys.Delayed, db => db.SortedSetLengthAsync(redis.Key(RedisKeys.Delayed)));
        var dead = LengthAsync(RedisKeys.DeadIndex, db => db.SortedSetLengthAsync(redis.Key(RedisKeys.DeadIndex)));
        var lengths = await Task.WhenAll(queues.Select(async queue =>
        {
            var steps = await Task.WhenAll(redis.Settings.Layout.Lists(queue).Select(list => LengthAsync(queue, db => db.ListLengthAsync(redis.Key(list)))));
            return new QueueLength(queue, steps.Sum());
        }));
        return new QueueOverview(lengths, await delayed, await dead) { Problems = problems };

        async Task<long> LengthAsync(string name, Func<IDatabase, Task<long>> read)
        {
            try
            {
                return await redis.UseAsync(read);
            }
            catch (QueueUnavailableException exception) when (exception.IsKeyFault)
            {
                problems[name] = exception.Message;
                return 0;
            }
        }
    }
}
