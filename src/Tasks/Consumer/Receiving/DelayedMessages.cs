using System.Text;
using October.Tasks.Consumer.Reporting;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>What any worker has put aside until a time: shows it, and puts it back on its list.</summary>
/// <param name="redis">The connection.</param>
/// <param name="unusable">Where keys are reported that cannot be used; null to report none.</param>
/// <param name="clock">Is told Redis' time, also while nothing is reserved; null where nobody asks.</param>
internal sealed class DelayedMessages(RedisConnection redis, UnusableKeys? unusable, ServerClock? clock = null)
{
    /// <summary>
    /// So many bytes are moved, or shown, in one step: Redis needs several times their memory until it ends, and one that is killed for it finds the same
    /// messages due when it is back.
    /// </summary>
    private const int MostBytes = 4 << 20;

    /// <summary>How long a due message waits whose list cannot take it.</summary>
    private static readonly TimeSpan PutOff = TimeSpan.FromSeconds(5);

    /// <summary>What one step has done.</summary>
    /// <param name="Count">So many messages are on their lists.</param>
    /// <param name="Next">When the next one is due, in Redis' time; null when there is none.</param>
    /// <param name="IsMoreDue">Others may be due now that this step left.</param>
    public sealed record Promotion(long Count, DateTimeOffset? Next, bool IsMoreDue);

    /// <summary>The first that will be due with their times, up to <paramref name="count"/>, fewer where they are large.</summary>
    public async Task<IReadOnlyList<(Delivery Delivery, DateTimeOffset Due)>> ListAsync(int count)
    {
        var reply = (RedisResult[])(await redis.RunAsync(Script.Delayed, [RedisKeys.Delayed], [count, MostBytes]))!;
        return [.. reply.Chunk(2).Select(static one => (Of((byte[])one[0]!), RedisTime.Of((double)one[1]))).Where(static one => one.Item1 is not null)!];
    }

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
        clock?.Set(RedisTime.Of((long)reply[2]));
        unusable?.NotPromoted(reply.Skip(4).Chunk(2).Select(static pair => ((string)pair[0]!, KeyFault.Explain((string)pair[1]!))));
        return new Promotion((long)reply[0], (long)reply[1] < 0 ? null : RedisTime.Of((long)reply[1]), (long)reply[3] == 1);
    }

    /// <summary>The message of a member of the set; null for what is none.</summary>
    private static Delivery? Of(byte[] member) => Array.IndexOf(member, (byte)'\n') is >= 0 and var end
        ? new Delivery(0, Encoding.UTF8.GetString(member.AsSpan(0, end)), member.AsMemory(end + 1))
        : null;
}
