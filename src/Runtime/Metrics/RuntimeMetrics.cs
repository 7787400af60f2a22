using Prometheus;

namespace October.Runtime.Metrics;

/// <summary>Metrics under the names of controller-runtime and client-go, so that their dashboards and alerts work unchanged.</summary>
public sealed class RuntimeMetrics
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly HistogramConfiguration Work = new() { Buckets = Seconds };

    /// <summary>As far as controller-runtime's: a wait that is too long is to be told from one that is just long enough.</summary>
    private static readonly HistogramConfiguration Waits = new() { Buckets = [.. Seconds, 120, 300, 600, 1000] };

    /// <summary>Registers the metrics; several of one registry share them.</summary>
    /// <param name="registry">Where they are collected.</param>
    public RuntimeMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        Requests = metrics.CreateCounter("rest_client_requests_total", "Requests to the API server, by status code and verb.", "code", "method");
        Reconciles = metrics.CreateCounter("controller_runtime_reconcile_total", "Reconciles by result.", "controller", "result");
        ReconcileErrors = metrics.CreateCounter("controller_runtime_reconcile_errors_total", "Reconciles that failed.", "controller");
        ReconcilePanics = metrics.CreateCounter("controller_runtime_reconcile_panics_total", "Reconciles that threw what nobody expected.", "controller");
        ReconcileTime = metrics.CreateHistogram("controller_runtime_reconcile_time_seconds", "Length of a reconcile.", ["controller"], Work);
        ActiveWorkers = metrics.CreateGauge("controller_runtime_active_workers", "Workers that are reconciling now.", "controller");
        MaxConcurrentReconciles = metrics.CreateGauge("controller_runtime_max_concurrent_reconciles", "Workers at most.", "controller");
        QueueDepth = metrics.CreateGauge("workqueue_depth", "Keys waiting.", "name");
        QueueAdds = metrics.CreateCounter("workqueue_adds_total", "Keys added.", "name");
        QueueRetries = metrics.CreateCounter("workqueue_retries_total", "Keys retried after a failure.", "name");
        QueueDuration = metrics.CreateHistogram("workqueue_queue_duration_seconds", "How long keys wait.", ["name"], Waits);
        WorkDuration = metrics.CreateHistogram("workqueue_work_duration_seconds", "How long keys are worked on.", ["name"], Waits);
        Leader = metrics.CreateGauge("leader_election_master_status", "1 while this process leads.", "name");
        WatchRestarts = metrics.CreateCounter("october_informer_watch_restarts_total", "Watches opened again, by kind and cause.", "kind", "cause");
        UnreadableObjects = metrics.CreateGauge(
            "october_informer_unreadable_objects", "Objects that cannot be read, so that nothing is done for them.", "kind");
        ApplySkips = metrics.CreateCounter("october_apply_skips_total", "Applies not sent because the object was already so.", "kind");
    }

    internal Counter Requests { get; }

    internal Counter Reconciles { get; }

    internal Counter ReconcileErrors { get; }

    internal Counter ReconcilePanics { get; }

    internal Histogram ReconcileTime { get; }

    internal Gauge ActiveWorkers { get; }

    internal Gauge MaxConcurrentReconciles { get; }

    internal Gauge QueueDepth { get; }

    internal Counter QueueAdds { get; }

    internal Counter QueueRetries { get; }

    internal Histogram QueueDuration { get; }

    internal Histogram WorkDuration { get; }

    internal Gauge Leader { get; }

    internal Counter WatchRestarts { get; }

    internal Gauge UnreadableObjects { get; }

    internal Counter ApplySkips { get; }

    /// <summary>Makes every series of a controller exist from the start, at zero.</summary>
    internal void Declare(string controller, int workers)
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
