using Prometheus;

namespace October.Runtime.Metrics;

/// <summary>Metrics under the names of controller-runtime and client-go, so that their dashboards and alerts work unchanged.</summary>
internal static class RuntimeMetrics
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    public static readonly Counter Requests = Prometheus.Metrics.CreateCounter(
        "rest_client_requests_total", "Requests to the API server, by status code and verb.", "code", "method");

    public static readonly Counter Reconciles = Prometheus.Metrics.CreateCounter(
        "controller_runtime_reconcile_total", "Reconciles by result.", "controller", "result");

    public static readonly Counter ReconcileErrors = Prometheus.Metrics.CreateCounter(
        "controller_runtime_reconcile_errors_total", "Reconciles that failed.", "controller");

    public static readonly Counter ReconcilePanics = Prometheus.Metrics.CreateCounter(
        "controller_runtime_reconcile_panics_total", "Reconciles that threw what nobody expected.", "controller");

    public static readonly Histogram ReconcileTime = Prometheus.Metrics.CreateHistogram(
        "controller_runtime_reconcile_time_seconds", "Length of a reconcile.", ["controller"], new HistogramConfiguration { Buckets = Seconds });

    public static readonly Gauge ActiveWorkers = Prometheus.Metrics.CreateGauge(
        "controller_runtime_active_workers", "Workers that are reconciling now.", "controller");

    public static readonly Gauge MaxConcurrentReconciles = Prometheus.Metrics.CreateGauge(
        "controller_runtime_max_concurrent_reconciles", "Workers at most.", "controller");

    public static readonly Gauge QueueDepth = Prometheus.Metrics.CreateGauge("workqueue_depth", "Keys waiting.", "name");

    public static readonly Counter QueueAdds = Prometheus.Metrics.CreateCounter("workqueue_adds_total", "Keys added.", "name");

    public static readonly Counter QueueRetries = Prometheus.Metrics.CreateCounter("workqueue_retries_total", "Keys retried after a failure.", "name");

    public static readonly Histogram QueueDuration = Prometheus.Metrics.CreateHistogram(
        "workqueue_queue_duration_seconds", "How long keys wait.", ["name"], new HistogramConfiguration { Buckets = Seconds });

    public static readonly Histogram WorkDuration = Prometheus.Metrics.CreateHistogram(
        "workqueue_work_duration_seconds", "How long keys are worked on.", ["name"], new HistogramConfiguration { Buckets = Seconds });

    public static readonly Gauge Leader = Prometheus.Metrics.CreateGauge(
        "leader_election_master_status", "1 while this process leads.", "name");

    public static readonly Counter WatchRestarts = Prometheus.Metrics.CreateCounter(
        "october_informer_watch_restarts_total", "Watches opened again, by kind and cause.", "kind", "cause");

    public static readonly Counter Unparsable = Prometheus.Metrics.CreateCounter(
        "october_informer_unparsable_objects_total", "Objects that could not be read and were skipped.", "kind");

    public static readonly Counter ApplySkips = Prometheus.Metrics.CreateCounter(
        "october_apply_skips_total", "Applies not sent because the object was already so.", "kind");

    /// <summary>Makes every series of a controller exist from the start, at zero.</summary>
    public static void Declare(string controller, int workers)
    {
        foreach (var result in new[] { "success", "error", "requeue", "requeue_after" })
            Reconciles.WithLabels(controller, result);
        ReconcileErrors.WithLabels(controller);
        ReconcilePanics.WithLabels(controller);
        ReconcileTime.WithLabels(controller);
        ActiveWorkers.WithLabels(controller);
        MaxConcurrentReconciles.WithLabels(controller).Set(workers);
    }
}
