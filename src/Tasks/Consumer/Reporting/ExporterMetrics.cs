using System.Collections.Concurrent;
using October.Tasks.Messages;
using Prometheus;

namespace October.Tasks.Consumer.Reporting;

/// <summary>The consumer's metrics under the names of celery-exporter, so that dashboards and alerts made for it work without it.</summary>
internal sealed class ExporterMetrics
{
    private const string Failure = "failure";

    /// <summary>So many types of exceptions become labels.</summary>
    private const int MostExceptions = 50;

    private static readonly string[] Labels = ["name", "hostname", "queue_name"];

    private readonly string _hostname;
    private readonly Counter _received;
    private readonly Counter _started;
    private readonly Dictionary<string, Counter> _ended;
    private readonly Counter _failed;
    private readonly ConcurrentDictionary<string, byte> _exceptions = new(StringComparer.Ordinal);
    private readonly Histogram _runtime;
    private readonly Histogram _wait;
    private readonly Gauge.Child _active;
    private readonly Gauge _processes;
    private readonly Gauge _workers;
    private readonly Gauge _consumers;
    private readonly ConcurrentDictionary<(string Task, string List), Series> _series = new();

    public ExporterMetrics(IMetricFactory metrics, string hostname, IReadOnlyList<double> buckets)
    {
        _hostname = hostname;
        _received = metrics.CreateCounter("celery_task_received_total", "Tasks that this worker took.", Labels);
        _started = metrics.CreateCounter("celery_task_started_total", "Tasks that this worker began to run.", Labels);
        _ended = new Dictionary<string, Counter>(StringComparer.Ordinal)
        {
            ["success"] = metrics.CreateCounter("celery_task_succeeded_total", "Tasks that gave a result.", Labels),
            [StatusLabel.Retry] = metrics.CreateCounter("celery_task_retried_total", "Tasks that failed and will be tried again.", Labels),
            ["revoked"] = metrics.CreateCounter("celery_task_revoked_total", "Tasks that were revoked, or had expired.", Labels),
            [StatusLabel.Dead] = metrics.CreateCounter("celery_task_rejected_total", "Messages that went to the dead-letter queue.", Labels),
        };
        _failed = metrics.CreateCounter("celery_task_failed_total", "Tasks that failed for good, by the type of their exception.", [.. Labels, "exception"]);
        _runtime = metrics.CreateHistogram(
            "celery_task_runtime", "Run time of tasks in seconds.", Labels, new HistogramConfiguration { Buckets = [.. buckets] });
        _wait = metrics.CreateHistogram(
            "celery_task_queue_wait_time",
            "From sending to start in seconds, for tasks whose sender said when.",
            Labels,
            new HistogramConfiguration { Buckets = [.. buckets] });
        _active = metrics.CreateGauge("celery_worker_tasks_active", "Tasks that run now.", ["hostname"]).WithLabels(_hostname);
        metrics.CreateGauge("celery_worker_up", "1 while the worker runs.", ["hostname"]).WithLabels(_hostname).Set(1);
        _processes = metrics.CreateGauge("celery_active_process_count", "Tasks that the worker may run at once, by queue that it serves.", ["queue_name"]);
        _workers = metrics.CreateGauge("celery_active_worker_count", "1 for each queue that the worker serves; the sum counts workers.", ["queue_name"]);
        _consumers = metrics.CreateGauge(
            "celery_active_consumer_count", "1 for each queue that the worker takes tasks from; the sum counts consumers.", ["queue_name"]);
    }

    /// <summary>The worker serves these queues, with so many tasks at once.</summary>
    public void Serves(IReadOnlyList<string> queues, int concurrency)
    {
        foreach (var gone in _workers.GetAllLabelValues().Select(static labels => labels[0]).Except(queues, StringComparer.Ordinal))
        {
            foreach (var gauge in (Gauge[])[_processes, _workers, _consumers])
                gauge.RemoveLabelled(gone);
        }

        foreach (var queue in queues)
        {
            _processes.WithLabels(queue).Set(concurrency);
            _workers.WithLabels(queue).Set(1);
            _consumers.WithLabels(queue).Set(1);
        }
    }

    /// <summary>How many tasks began to run since the start, by name.</summary>
    public IReadOnlyDictionary<string, long> Totals() => _series
        .GroupBy(static pair => pair.Key.Task, StringComparer.Ordinal)
        .Select(static group => (group.Key, Total: (long)group.Sum(static pair => pair.Value.Started.Value)))
        .Where(static task => task.Total > 0)
        .ToDictionary(static task => task.Key, static task => task.Total, StringComparer.Ordinal);

    public void Received(string task, string list) => Of(task, list).Received.Inc();

    public void Started(string task, string list, TimeSpan? waited)
    {
        var series = Of(task, list);
        series.Started.Inc();
        if (waited is { } time)
            series.Wait.Observe(time.TotalSeconds);
        _active.Inc();
    }

    public void Ran(string task, string list, TimeSpan duration)
    {
        Of(task, list).Runtime.Observe(duration.TotalSeconds);
        _active.Dec();
    }

    /// <summary>A task has ended.</summary>
    /// <param name="task">Its name.</param>
    /// <param name="list">The list it came from.</param>
    /// <param name="status">How.</param>
    /// <param name="exception">The type of the exception, for a failure.</param>
    public void Ended(string task, string list, string status, string? exception)
    {
        var series = Of(task, list);
        if (status == Failure)
            _failed.WithLabels([.. series.Labels, Exception(exception ?? "")]).Inc();
        else
            series.Ended[status].Inc();
    }

    /// <summary>Handlers may throw any type: the first of them become labels, the others are one.</summary>
    private string Exception(string type) =>
        _exceptions.ContainsKey(type) || (_exceptions.Count < MostExceptions && _exceptions.TryAdd(type, 0)) ? type : "other";

    private Series Of(string task, string list) => _series.GetOrAdd((task, list), static (key, self) =>
    {
        var labels = new[] { key.Task, self._hostname, QueuePriority.QueueOf(key.List) };
        // 0 from the start on, so that the first failure is a rise.
        self._failed.WithLabels([.. labels, ""]);
        return new Series(
            labels,
            self._received.WithLabels(labels),
            self._started.WithLabels(labels),
            self._ended.ToDictionary(pair => pair.Key, pair => pair.Value.WithLabels(labels), StringComparer.Ordinal),
            self._runtime.WithLabels(labels),
            self._wait.WithLabels(labels));
    }, this);

    private sealed record Series(
        string[] Labels, Counter.Child Received, Counter.Child Started, Dictionary<string, Counter.Child> Ended, Histogram.Child Runtime, Histogram.Child Wait);
}
