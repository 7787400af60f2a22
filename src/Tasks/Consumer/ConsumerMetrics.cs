using System.Collections.Concurrent;
using Prometheus;

namespace October.Tasks.Consumer;

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

    public ConsumerMetrics(IMetricFactory metrics, IEnumerable<string> knownTasks)
    {
        _known = [.. knownTasks];
        _tasks = metrics.CreateCounter("celery_tasks_total", "Tasks by how they ended: success, failure, retry, revoked, dead.", ["task", "status"]);
        _duration = metrics.CreateHistogram("celery_task_duration_seconds", "Run time of tasks.", ["task"], new HistogramConfiguration { Buckets = Buckets });
        _wait = metrics.CreateHistogram("celery_task_queue_wait_seconds", "From sending to start, for tasks whose sender said when.", ["task"], new HistogramConfiguration { Buckets = Buckets });
        _stale = metrics.CreateCounter("october_tasks_stale_total", "Ends of tasks that this worker held no longer; another worker's count.");
        _redelivered = metrics.CreateCounter("october_tasks_redelivered_total", "Messages taken over from workers that died.");
        _inFlight = metrics.CreateGauge("october_tasks_in_flight", "Messages this worker holds.");
    }

    public void Started(string task, TimeSpan? waited)
    {
        if (waited is { } time)
            ByTask(task).Wait.Observe(Math.Max(0, time.TotalSeconds));
    }

    public void Ran(string task, TimeSpan duration) => ByTask(task).Duration.Observe(duration.TotalSeconds);

    public void Ended(string? task, string status) =>
        _byStatus.GetOrAdd((Label(task), status), static (key, tasks) => tasks.WithLabels(key.Task, key.Status), _tasks).Inc();

    public void Stale() => _stale.Inc();

    public void Redelivered(int count) => _redelivered.Inc(count);

    public void Holds(int count) => _inFlight.Set(count);

    /// <summary>Names come from outside: only registered ones become labels.</summary>
    private string Label(string? task) => task is not null && _known.Contains(task) ? task : Unknown;

    private (Histogram.Child Duration, Histogram.Child Wait) ByTask(string task) =>
        _byTask.GetOrAdd(Label(task), static (label, self) => (self._duration.WithLabels(label), self._wait.WithLabels(label)), this);
}
