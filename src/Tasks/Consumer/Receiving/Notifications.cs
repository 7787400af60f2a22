using October.Tasks.Consumer.Running;
using October.Tasks.Control;
using October.Tasks.Redis;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Subscribes to what cannot wait for the next poll: new messages on an empty queue, revoked tasks, and commands of Celery's tools.</summary>
internal sealed class Notifications(
    RedisConnection redis,
    Heartbeat heartbeat,
    RevokedIds revoked,
    AsyncSignal signal,
    ControlListener control,
    IReadOnlyList<string> queues,
    TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Subscribes on each connection anew, until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await redis.WhenConnectedAsync(cancellationToken);
                await heartbeat.AnnounceAsync();
                var subscriber = redis.Subscriber();
                foreach (var queue in queues)
                    await subscriber.SubscribeAsync(RedisChannel.Literal(RedisKeys.Wake(queue)), (_, _) => signal.Set());
                await subscriber.SubscribeAsync(RedisChannel.Literal(RedisKeys.RevokeChannel), (_, id) => revoked.Add(id.ToString()));
                await control.SubscribeAsync(subscriber);
                await redis.WhenReplacedAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is RedisException or QueueUnavailableException or TimeoutException or ObjectDisposedException)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
