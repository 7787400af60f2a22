using October.Tasks.Client;
using October.Tasks.Redis;
using Prometheus;

namespace October.Tasks.Telemetry;

/// <summary>
/// What waits in Redis, read when Prometheus asks, at most once a second. Every process that serves a queue, or sends to it, reports the same figures: take
/// the maximum, not the sum. While Redis does not answer there are none, rather than old ones.
/// </summary>
public sealed class QueueGauges
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly RedisConnection _redis;
    private readonly Func<IReadOnlyList<string>> _queues;
    private readonly TimeProvider _time;
    private readonly Gauge _length;
    private readonly Gauge _delayed;
    private readonly Gauge _dead;
    private readonly SemaphoreSlim _reading = new(1);
    private long? _readAt;

    private QueueGauges(CollectorRegistry registry, RedisConnection redis, Func<IReadOnlyList<string>> queues, TimeProvider time)
    {
        (_redis, _queues, _time) = (redis, queues, time);
        var metrics = Metrics.WithCustomRegistry(registry);
        // The first is celery-exporter's name, so that dashboards made for it work.
        _length = metrics.CreateGauge(
            "celery_queue_length",
            "Tasks that wait in the queue, over all its priorities. The same from every worker and api: take the maximum.",
            ["queue_name"]);
        _delayed = metrics.CreateGauge(
            "october_tasks_delayed",
            "Tasks of all queues whose time has not come. The same from every worker and api: take the maximum.",
            new GaugeConfiguration { SuppressInitialValue = true });
        _dead = metrics.CreateGauge(
            "october_tasks_dead",
            "Messages on the dead-letter queue. The same from every worker and api: take the maximum.",
            new GaugeConfiguration { SuppressInitialValue = true });
    }

    /// <summary>Fills the registry at each scrape from now on, with the queues that the process knows then.</summary>
    public static void Register(CollectorRegistry registry, RedisConnection redis, Func<IReadOnlyList<string>> queues, TimeProvider time) =>
        registry.AddBeforeCollectCallback(new QueueGauges(registry, redis, queues, time).CollectAsync);

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is { } at && _time.GetElapsedTime(at) < Fresh)
                return;
            Publish(await QueueReader.ReadAsync(_redis, _queues()).WaitAsync(Limit, _time, cancellationToken));
        }
        catch (Exception exception) when (exception is QueueUnavailableException or TimeoutException)
        {
            Remove(except: []);
            _delayed.Unpublish();
            _dead.Unpublish();
        }
        finally
        {
            _readAt = _time.GetTimestamp();
            _reading.Release();
        }
    }

    private void Publish(QueueOverview overview)
    {
        Remove(except: overview.Queues.Select(static queue => queue.Queue));
        foreach (var queue in overview.Queues)
        {
            if (overview.Problems.ContainsKey(queue.Queue))
                _length.RemoveLabelled(queue.Queue);
            else
                _length.WithLabels(queue.Queue).Set(queue.Length);
        }

        _delayed.Set(overview.Delayed);
        _dead.Set(overview.Dead);
    }

    /// <summary>A queue that is not counted has no length, rather than an old one.</summary>
    private void Remove(IEnumerable<string> except)
    {
        foreach (var queue in _length.GetAllLabelValues().Select(static labels => labels[0]).Except(except, StringComparer.Ordinal))
            _length.RemoveLabelled(queue);
    }
}
