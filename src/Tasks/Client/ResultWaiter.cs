using October.Tasks.Redis;
using October.Tasks.Results;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <summary>Waits for results: woken by the message that is published with each result, and looking now and then because messages can be lost.</summary>
internal sealed class ResultWaiter(RedisConnection redis, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public async Task<TaskResult> GetAsync(string id)
    {
        var stored = await redis.ReadResultAsync(RedisKeys.Result(id));
        return stored.IsNull ? TaskResult.Pending(id) : ResultReader.Read(id, (byte[])stored!);
    }

    public async Task<TaskResult> WaitAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var published = new TaskCompletionSource<TaskResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var channel = redis.Channel(RedisKeys.Result(id));
        void OnPublished(RedisChannel _, RedisValue json)
        {
            if (ResultReader.Read(id, (byte[])json!) is { IsTerminal: true } final)
                published.TrySetResult(final);
        }

        var subscriber = redis.Subscriber();
        try
        {
            await SubscribeAsync(subscriber, channel, OnPublished);
            while (true)
            {
                var result = await GetAsync(id);
                var left = wait - time.GetElapsedTime(start);
                if (result.IsTerminal || left <= TimeSpan.Zero)
                    return result;
                await ((Task)published.Task)
                    .WaitAsync(left < LookAgain ? left : LookAgain, time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                if (published.Task.IsCompletedSuccessfully)
                    return await published.Task;
            }
        }
        finally
        {
            // Nobody waits for this answer; a subscription that outlives a broken connection ends with the next one.
            _ = subscriber.UnsubscribeAsync(channel, OnPublished, CommandFlags.FireAndForget);
        }
    }

    private static async Task SubscribeAsync(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> onPublished)
    {
        try
        {
            await subscriber.SubscribeAsync(channel, onPublished);
        }
        catch (RedisConnectionException)
        {
            // The library subscribes when the connection is there. Until then the waiter looks again and again.
        }
        catch (RedisException exception)
        {
            throw new QueueUnavailableException("Redis took no subscription", exception);
        }
    }
}
