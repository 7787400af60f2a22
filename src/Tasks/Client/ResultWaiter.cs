using October.Tasks.Redis;
using October.Tasks.Results;

namespace October.Tasks.Client;

/// <summary>Waits for results: woken by the message that is published with each result, and looking now and then because messages can be lost.</summary>
internal sealed class ResultWaiter(RedisConnection redis, RedisRetry retry)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>What is known of a task now.</summary>
    /// <exception cref="QueueUnavailableException">Redis was out for longer than it is asked again.</exception>
    public Task<TaskResult> GetAsync(string id, CancellationToken cancellationToken) => retry.RunAsync(
        async () =>
        {
            var stored = await redis.ReadResultAsync(RedisKeys.Result(id));
            return stored.IsNull ? TaskResult.Pending(id) : ResultReader.Read(id, (byte[])stored!);
        },
        cancellationToken);

    /// <summary>The result of a task, or after the wait what is known of it. Redis may be away in between.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The wait is below zero, and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="QueueUnavailableException">Redis was out for longer than it is asked again.</exception>
    public async Task<TaskResult> WaitAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        var isEndless = wait == Timeout.InfiniteTimeSpan;
        if (!isEndless)
            ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        var start = retry.Time.GetTimestamp();
        using var subscription = new ResultSubscription(redis, id);
        while (true)
        {
            await subscription.RenewAsync();
            var result = await GetAsync(id, cancellationToken);
            var left = isEndless ? LookAgain : wait - retry.Time.GetElapsedTime(start);
            if (result.IsTerminal || left <= TimeSpan.Zero)
                return result;
            await ((Task)subscription.Published)
                .WaitAsync(left < LookAgain ? left : LookAgain, retry.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (subscription.Published.IsCompletedSuccessfully)
                return await subscription.Published;
        }
    }
}
