using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>
/// Wakes the consumer when somebody who does not know our channels, such as a Celery client, puts a message on a list. It needs
/// <c>notify-keyspace-events Kl</c> on the server and is a mere saving of time: without it the poll finds the message.
/// It listens only while the queues are quiet, since under load every message would be announced to every worker.
/// </summary>
internal sealed class QueueWatch(RedisConnection redis, ServedQueues queues, AsyncSignal signal)
{
    private IReadOnlyList<string> _names = [];
    private ISubscriber? _listening;

    /// <summary>The queues.</summary>
    public ServedQueues Queues => queues;

    /// <summary>Set to have the consumer look at them.</summary>
    public AsyncSignal Signal => signal;

    /// <summary>Says whether the queues are quiet. For one caller.</summary>
    /// <exception cref="QueueUnavailableException">There is no connection.</exception>
    public void SetQuiet(bool quiet)
    {
        var subscriber = redis.Subscriber();
        // A replaced connection comes without subscriptions.
        var isListening = ReferenceEquals(subscriber.Multiplexer, _listening?.Multiplexer);
        if (quiet == isListening && (!quiet || ReferenceEquals(_names, queues.Names)))
            return;
        if (isListening)
            _ = StopAsync(subscriber, Channels(_names));
        (_listening, _names) = (quiet ? subscriber : null, queues.Names);
        if (quiet)
            _ = ListenAsync(subscriber, Channels(_names));
    }

    private RedisChannel[] Channels(IReadOnlyList<string> names) =>
        [.. names.SelectMany(redis.Settings.Layout.Lists).Select(list => RedisChannel.Literal($"__keyspace@{redis.Database}__:{redis.Key(list)}"))];

    private async Task ListenAsync(ISubscriber subscriber, RedisChannel[] channels)
    {
        try
        {
            foreach (var channel in channels)
                await subscriber.SubscribeAsync(channel, OnChange);
            // What came before the subscription stood was announced to nobody.
            signal.Set();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The poll does without; the client subscribes again by itself when the connection is back.
        }
    }

    private async Task StopAsync(ISubscriber subscriber, RedisChannel[] channels)
    {
        foreach (var channel in channels)
            await subscriber.UnsubscribeAsync(channel, OnChange, CommandFlags.FireAndForget);
    }

    private void OnChange(RedisChannel channel, RedisValue change)
    {
        if (change == "lpush" || change == "rpush")
            signal.Set();
    }
}
