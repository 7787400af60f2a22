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
    ControlListener? control,
    ServedQueues queues,
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
                await subscriber.SubscribeAsync(redis.Channel(RedisKeys.RevokeChannel), (_, id) => revoked.Add(id.ToString()));
                if (control is not null)
                    await control.SubscribeAsync(subscriber);
                await WakeAsync(subscriber, redis.WhenReplacedAsync(cancellationToken));
            }
            catch (Exception exception) when (exception is RedisException or QueueUnavailableException or TimeoutException or ObjectDisposedException)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Subscribes to what is announced of each queue, and of those that are added, until the connection is replaced.</summary>
    private async Task WakeAsync(ISubscriber subscriber, Task replaced)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (!replaced.IsCompleted)
        {
            var changed = queues.WhenChanged;
            // One that was removed stays: to look once too often does no harm.
            foreach (var queue in queues.Names.Where(known.Add))
                await subscriber.SubscribeAsync(redis.Channel(RedisKeys.Wake(queue)), (_, _) => signal.Set());
            signal.Set();
            await Task.WhenAny(replaced, changed);
        }
    }
}
