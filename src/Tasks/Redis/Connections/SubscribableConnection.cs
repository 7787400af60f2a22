using StackExchange.Redis;

namespace October.Tasks.Redis.Connections;

/// <summary>
/// Connects the client library as a whole. It calls itself connected without its second connection, that of subscriptions, and refuses what is subscribed
/// until that stands.
/// </summary>
internal static class SubscribableConnection
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Connects.</summary>
    /// <exception cref="RedisConnectionException">One of the connections cannot be made.</exception>
    public static async Task<ConnectionMultiplexer> OpenAsync(RedisSettings settings, TimeProvider time)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(ConnectionOptions.Of(settings));
        try
        {
            var subscriber = multiplexer.GetSubscriber();
            var start = time.GetTimestamp();
            while (!subscriber.IsConnected() && time.GetElapsedTime(start) < Limit)
                await Task.Delay(Pause, time);
            // Says why, where it still cannot.
            if (!subscriber.IsConnected())
                await subscriber.PingAsync();
            return multiplexer;
        }
        catch
        {
            await multiplexer.DisposeAsync();
            throw;
        }
    }
}
