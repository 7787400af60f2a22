using System.Text;
using System.Text.Json;
using October.Tasks.Client;
using October.Tasks.Consumer.Running;
using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Redis.Scripts;
using October.Tasks.Results;
using StackExchange.Redis;

namespace October.Tasks.Control;

/// <summary>Calls a task off, for all of October's workers: those that run now and those that start later.</summary>
internal static class Revocation
{
    /// <summary>
    /// So many are remembered at once: nothing says whether a task of that id was ever sent, and who may revoke could fill Redis with ids of none. Workers
    /// know as many.
    /// </summary>
    public const int Limit = 100_000;

    private static readonly TimeSpan FullRetry = TimeSpan.FromMinutes(1);

    /// <summary>A message may wait for its time for a year, and in its queue before and after that. One that has ended is forgotten sooner.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromDays(400);

    /// <summary>For other messages of the same id.</summary>
    private static readonly TimeSpan EndedTtl = TimeSpan.FromDays(1);

    /// <exception cref="TooManyRevocationsException">Too many are remembered.</exception>
    /// <exception cref="QueueUnavailableException">Redis did not answer.</exception>
    /// <returns>The state that is recorded of the task, which one that has ended keeps; PENDING when none is.</returns>
    public static Task<string> WriteAsync(RedisConnection redis, string id) => WriteAsync(redis, RedisKeys.RevokedId(id), id, TimeSpan.Zero);

    /// <summary>Remembers the revocation of a task that has ended for one more day. Nothing depends on it but memory.</summary>
    public static async Task EndAsync(RedisConnection redis, string id, DateTimeOffset now)
    {
        try
        {
            var until = (now + EndedTtl).ToUnixTimeSeconds();
            await redis.UseAsync(db => db.SortedSetAddAsync(redis.Key(RedisKeys.Revoked), RedisKeys.RevokedId(id), until, SortedSetWhen.Exists));
        }
        catch (QueueUnavailableException)
        {
            // It is remembered for longer.
        }
    }

    /// <summary>
    /// Records a revocation that is not known to be: every worker receives the command, and the first one records it. This worker knows it in any case.
    /// </summary>
    public static Task RecordAsync(RedisConnection redis, RevokedIds known, string id) => RecordAsync(redis, known, RedisKeys.RevokedId(id), id);

    /// <summary>The same for all tasks with a stamp.</summary>
    public static Task RecordAsync(RedisConnection redis, RevokedIds known, TaskStamp stamp) =>
        RecordAsync(redis, known, RedisKeys.RevokedStamp(stamp), RedisKeys.RevokedStamp(stamp));

    /// <summary>The ids that are remembered, the latest last, without stamps.</summary>
    /// <param name="redis">Where.</param>
    /// <param name="count">At most how many, the latest.</param>
    public static async Task<IReadOnlyList<string>> ListAsync(RedisConnection redis, int count)
    {
        var now = (await RedisTime.NowAsync(redis)).ToUnixTimeSeconds();
        return
        [
            .. (await redis.UseAsync(db => db.SortedSetRangeByRankWithScoresAsync(redis.Key(RedisKeys.Revoked), -count, -1)))
                .Where(entry => entry.Score > now)
                .Select(static entry => RedisKeys.RevokedIdOf(entry.Element.ToString()))
                .OfType<string>(),
        ];
    }

    private static async Task<string> WriteAsync(RedisConnection redis, string member, string id, TimeSpan ended)
    {
        RedisValue[] values = [member, (long)Ttl.TotalSeconds, RedisKeys.RevokeChannel, Limit, (long)ended.TotalSeconds];
        var reply = (RedisResult[])(await redis.RunAsync(Script.Revoke, [RedisKeys.Revoked, RedisKeys.Result(id)], values))!;
        if ((int)reply[0] == 0)
            throw new TooManyRevocationsException($"{Limit} revocations are remembered, which is the limit, and this one is not") { RetryAfter = FullRetry };
        return (byte[])reply[1]! is { Length: > 0 } state ? State(state) : TaskState.Pending;
    }

    /// <summary>Python escapes what is not ASCII.</summary>
    private static string State(byte[] escaped)
    {
        try
        {
            return WholeText.Unescaped(escaped);
        }
        catch (JsonException)
        {
            // Anybody's, and perhaps cut at a quote.
            return Encoding.UTF8.GetString(escaped);
        }
    }

    private static async Task RecordAsync(RedisConnection redis, RevokedIds known, string member, string id)
    {
        if (known.IsRecorded(member))
            return;
        // Whatever Redis says, and whether it answers: this worker obeys.
        known.Add(member, isRecorded: false);
        // As Celery's worker does, also of an id that has ended: another message of it may come.
        await WriteAsync(redis, member, id, EndedTtl);
        known.Add(member);
    }
}
