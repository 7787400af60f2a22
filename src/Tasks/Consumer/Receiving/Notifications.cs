using Microsoft.Extensions.Logging;
using October.Tasks.Consumer.Running;
using October.Tasks.Control;
using October.Tasks.Redis;
using October.Tasks.Telemetry;
using StackExchange.Redis;

namespace October.Tasks.Consumer.Receiving;

/// <summary>Subscribes to what cannot wait for the next poll: new messages on an empty queue, revoked tasks, and commands of Celery's tools.</summary>
internal sealed partial class Notifications(
    RedisConnection redis, Heartbeat heartbeat, RevokedIds revoked, QueueWatch watch, ControlListener? control, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly LogRepeats _repeats = new(time);

    /// <summary>Subscribes on each connection anew, until stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await redis.WhenConnectedAsync(cancellationToken);
                // Before the connection is asked for: one that is replaced in between has not been listened to.
                var replaced = redis.WhenReplacedAsync(cancellationToken);
                await heartbeat.AnnounceAsync();
                await ListenAsync(redis.Subscriber(), replaced);
            }
#pragma warning disable CA1031 // Whatever it is: without this loop revoked tasks start, and nobody's commands are obeyed.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (_repeats.IsNew("", exception.Message))
                    LogNotListening(logger, exception.Message);
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Listens until the connection is replaced, or to nothing when a subscription fails.</summary>
    private async Task ListenAsync(ISubscriber subscriber, Task replaced)
    {
        var wakes = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await subscriber.ListenAsync(redis.Channel(RedisKeys.RevokeChannel), OnRevoked);
            if (control is not null)
                await control.SubscribeAsync(subscriber);
            while (!replaced.IsCompleted)
            {
                var changed = watch.Queues.WhenChanged;
                // One that was removed stays: to look once too often does no harm.
                foreach (var queue in watch.Queues.Names.Where(wakes.Add))
                    await subscriber.ListenAsync(redis.Channel(RedisKeys.Wake(queue)), OnWake);
                watch.Signal.Set();
                await Task.WhenAny(replaced, changed);
            }
        }
        catch
        {
            subscriber.StopListening(redis.Channel(RedisKeys.RevokeChannel), OnRevoked);
            foreach (var queue in wakes)
                subscriber.StopListening(redis.Channel(RedisKeys.Wake(queue)), OnWake);
            throw;
        }
    }

    private void OnRevoked(RedisChannel channel, RedisValue id) => revoked.Add(id.ToString());

    private void OnWake(RedisChannel channel, RedisValue message) => watch.Signal.Set();

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "not subscribed, so that revoked tasks may start and commands of Celery's tools are not obeyed: {Reason}")]
    private static partial void LogNotListening(ILogger logger, string reason);
}
