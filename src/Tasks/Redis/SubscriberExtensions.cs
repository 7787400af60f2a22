using StackExchange.Redis;

namespace October.Tasks.Redis;

/// <summary>Subscriptions that may be tried again.</summary>
internal static class SubscriberExtensions
{
    /// <summary>Subscribes, or leaves nothing behind: the library keeps a handler whose subscription was refused, and would call it for each try.</summary>
    public static async Task ListenAsync(this ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler)
    {
        var listens = false;
        try
        {
            await subscriber.SubscribeAsync(channel, handler);
            listens = true;
        }
        finally
        {
            if (!listens)
                subscriber.StopListening(channel, handler);
        }
    }

    /// <summary>Ends a subscription. Nobody waits for the answer; one on a broken connection ends with that.</summary>
    public static void StopListening(this ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler)
    {
        try
        {
            _ = subscriber.UnsubscribeAsync(channel, handler, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            // It has ended with its connection.
        }
    }
}
