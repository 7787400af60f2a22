using October.Tasks.Messages;
using October.Tasks.Redis;
using October.Tasks.Results;
using StackExchange.Redis;

namespace October.Tasks.Client;

/// <summary>Listens to the message that is published with a result. It saves its waiter time: without it the result is found by looking.</summary>
internal sealed class ResultSubscription(RedisConnection redis, string id) : IDisposable
{
    private readonly TaskCompletionSource<TaskResult> _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RedisChannel _channel = redis.Channel(RedisKeys.Result(id));
    private ISubscriber? _listening;

    /// <summary>Ends with the published result.</summary>
    public Task<TaskResult> Published => _published.Task;

    /// <summary>Subscribes, unless it has on the present connection: a replaced one comes without subscriptions.</summary>
    /// <exception cref="QueueUnavailableException">Redis refuses it.</exception>
    public async Task RenewAsync()
    {
        try
        {
            var subscriber = redis.Subscriber();
            if (ReferenceEquals(subscriber.Multiplexer, _listening?.Multiplexer))
                return;
            _listening = subscriber;
            await subscriber.SubscribeAsync(_channel, OnPublished);
        }
        catch (Exception exception)
            when (exception is RedisConnectionException or TimeoutException or ObjectDisposedException or QueueUnavailableException { IsUnsent: true })
        {
            // Without a connection the next look says so; the library subscribes by itself when this one is back.
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException)
        {
            throw new QueueUnavailableException("Redis took no subscription", exception);
        }
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose() => _listening?.StopListening(_channel, OnPublished);

    private void OnPublished(RedisChannel channel, RedisValue json)
    {
        try
        {
            if (ResultReader.Read(id, (byte[])json!) is { IsTerminal: true } final)
                _published.TrySetResult(final);
        }
        catch (MessageFormatException)
        {
            // Anybody may publish here. What is stored says what is wrong with it.
        }
    }
}
