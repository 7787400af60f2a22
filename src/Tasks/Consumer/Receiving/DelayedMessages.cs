using October.Tasks.Consumer.Reporting;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Puts messages back on their lists that any worker has put aside until a time.</summary>
internal sealed class DelayedMessages(RedisConnection redis, UnusableKeys? unusable)
{
    /// <summary>
    /// So many bytes are moved in one step: Redis needs several times their memory until it ends, and one that is killed for it finds the same messages due
    /// when it is back.
    /// </summary>
    private const int MostBytes = 4 << 20;

    /// <summary>How long a due message waits whose list cannot take it.</summary>
    private static readonly TimeSpan PutOff = TimeSpan.FromSeconds(5);

    /// <summary>What one step has done.</summary>
    /// <param name="Count">So many messages are on their lists.</param>
    /// <param name="Next">When the next one is due, in Redis' time; null when there is none.</param>
    /// <param name="IsMoreDue">Others may be due now that this step left.</param>
    public sealed record Promotion(long Count, DateTimeOffset? Next, bool IsMoreDue);

    /// <summary>Puts up to <paramref name="count"/> due messages back on their lists, fewer where they are large.</summary>
    public async Task<Promotion> PromoteAsync(int count)
    {
        if (await UnusableKeys.TryAsync(unusable, RedisKeys.Delayed, () => redis.RunAsync(
                Script.Promote,
                [RedisKeys.Delayed, RedisKeys.DeadIndex],
                [
                    count, MostBytes, RedisKeys.WakePrefix, RedisKeys.DeadEntryPrefix, (long)PutOff.TotalMilliseconds, QueueName.MaxLength,
                    .. QueueName.ForbiddenPatterns.Select(static pattern => (RedisValue)pattern),
                ])) is not { } result)
            return new Promotion(0, null, false);
        var reply = (RedisResult[])result!;
        unusable?.NotPromoted(reply.Skip(4).Chunk(2).Select(static pair => ((string)pair[0]!, KeyFault.Explain((string)pair[1]!))));
        return new Promotion((long)reply[0], (long)reply[1] < 0 ? null : RedisTime.Of((long)reply[1]), (long)reply[3] == 1);
    }
}
