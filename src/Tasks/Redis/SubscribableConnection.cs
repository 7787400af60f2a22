using StackExchange.Redis;

namespace October.Tasks.Redis;

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
            var start = time.GetTimestamp();
            while (!await CanSubscribeAsync(multiplexer, mustAnswer: time.GetElapsedTime(start) > Limit))
                await Task.Delay(Pause, time);
            return multiplexer;
        }
        catch
        {
            await multiplexer.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> CanSubscribeAsync(ConnectionMultiplexer multiplexer, bool mustAnswer)
    {
        try
        {
            await multiplexer.GetSubscriber().PingAsync();
            return true;
        }
        catch (RedisConnectionException) when (!mustAnswer)
        {
            return false;
        }
    }
}
