using System.Collections.Concurrent;
using October.Tasks.Consumer.Receiving;
using Prometheus;

namespace October.Tasks.Consumer.Reporting;

/// <summary>The consumer's metrics.</summary>
internal sealed class ConsumerMetrics
{
    private const string Unknown = "unknown";

    private static readonly double[] Buckets = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly Counter _tasks;
    private readonly Histogram _duration;
    private readonly Histogram _wait;
    private readonly Counter _stale;
    private readonly Counter _redelivered;
    private readonly Gauge _inFlight;
    private readonly ConcurrentDictionary<(string Task, string Status), Counter.Child> _byStatus = new();
    private readonly ConcurrentDictionary<string, (Histogram.Child Duration, Histogram.Child Wait)> _byTask = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known;
    private readonly ExporterMetrics _exporter;
    private int _running;
    private long _processed;

    public ConsumerMetrics(IMetricFactory metrics, IEnumerable<string> knownTasks, ConsumerSettings settings)
    {
        _exporter = new ExporterMetrics(metrics, settings.NodeName, Buckets);
        Serves(settings.Queues, settings.Concurrency);
        _known = [.. knownTasks];
        _tasks = metrics.CreateCounter("celery_tasks_total", "Tasks by how they ended: success, failure, retry, revoked, dead.", ["task", "status"]);
        _duration = metrics.CreateHistogram("celery_task_duration_seconds", "Run time of tasks.", ["task"], new HistogramConfiguration { Buckets = Buckets });
        _wait = metrics.CreateHistogram(
            "celery_task_queue_wait_seconds",
            "From sending to start, for tasks whose sender said when.",
            ["task"],
            new HistogramConfiguration { Buckets = Buckets });
        _stale = metrics.CreateCounter("october_tasks_stale_total", "Ends of tasks that this worker held no longer; another worker's count.");
        _redelivered = metrics.CreateCounter("october_tasks_redelivered_total", "Messages taken over from workers that died.");
        _inFlight = metrics.CreateGauge("october_tasks_in_flight", "Messages this worker holds.");
    }

    public void Serves(IReadOnlyList<string> queues, int concurrency) => _exporter.Serves(queues, concurrency);

    /// <summary>How many tasks began to run since the start, by name.</summary>
    public IReadOnlyDictionary<string, long> Totals() => _exporter.Totals();

    public void Received(Delivery delivery) => _exporter.Received(Label(delivery.Message?.Task), delivery.List);

    public void Started(Delivery delivery, TimeSpan? waited)
    {
        var task = delivery.Task.Task;
        if (waited < TimeSpan.Zero)
            waited = TimeSpan.Zero;
        _exporter.Started(Label(task), delivery.List, waited);
        Interlocked.Increment(ref _running);
        if (waited is { } time)
            ByTask(task).Wait.Observe(time.TotalSeconds);
    }

    /// <summary>A run has ended, however.</summary>
    public void Ran(Delivery delivery, TimeSpan duration)
    {
        ByTask(delivery.Task.Task).Duration.Observe(duration.TotalSeconds);
        _exporter.Ran(Label(delivery.Task.Task), delivery.List, duration);
        Interlocked.Decrement(ref _running);
        Interlocked.Increment(ref _processed);
    }

    public void Ended(Delivery delivery, string status, string? exception)
    {
        var task = Label(delivery.Message?.Task);
        _byStatus.GetOrAdd((task, status), static (key, tasks) => tasks.WithLabels(key.Task, key.Status), _tasks).Inc();
        _exporter.Ended(task, delivery.List, status, exception);
    }

    /// <summary>Tasks that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Tasks that have ended since the start.</summary>
    public long Processed => Volatile.Read(ref _processed);

    /// <summary>A task ended that was no longer this worker's.</summary>
    public void Stale() => _stale.Inc();

    public void Redelivered(int count) => _redelivered.Inc(count);

    public void Holds(int count) => _inFlight.Set(count);

    /// <summary>Names come from outside: only registered ones become labels.</summary>
    private string Label(string? task) => task is not null && _known.Contains(task) ? task : Unknown;

    private (Histogram.Child Duration, Histogram.Child Wait) ByTask(string task) =>
        _byTask.GetOrAdd(Label(task), static (label, self) => (self._duration.WithLabels(label), self._wait.WithLabels(label)), this);
}
