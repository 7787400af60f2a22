using October.Crd;
using October.Crd.Status;
using October.Runtime.Informers;
using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>What every app is and where it stands, read from the store at each scrape: nothing to keep in step, nothing left of deleted apps.</summary>
internal sealed class AppMetrics
{
    private static readonly string[] AllPhases =
    [
        Phases.Pending,
        Phases.Progressing,
        Phases.Verifying,
        Phases.Baking,
        Phases.Ready,
        Phases.RollingBack,
        Phases.RolledBack,
        Phases.Failed,
        Phases.Suspended,
        Phases.Restoring,
    ];

    private readonly Lock _gate = new();
    private readonly Store<V1OctoberApp> _apps;
    private readonly OperatorMetrics _counters;
    private readonly SweptGauge _info;
    private readonly SweptGauge _phase;
    private readonly SweptGauge _condition;
    private readonly SweptGauge _failed;
    private readonly SweptGauge _replicas;
    private readonly SweptGauge _generation;
    private readonly SweptGauge _observed;
    private readonly SweptGauge _backedUp;
    private readonly SweptGauge _backupFailed;
    private readonly SweptGauge _backupDuration;
    private readonly SweptGauge _backupSize;

    private AppMetrics(MetricFactory metrics, Store<V1OctoberApp> apps, OperatorMetrics counters)
    {
        (_apps, _counters) = (apps, counters);
        _info = new(metrics, "octoberapp_info", "1 for every app, with the revision that serves.", "namespace", "name", "revision");
        _phase = new(metrics, "octoberapp_status_phase", "1 for the phase that the app is in, 0 for the others.", "namespace", "name", "phase");
        _condition = new(metrics, "octoberapp_status_condition", "1 for the status that each condition has.", "namespace", "name", "type", "status");
        _failed = new(metrics, "octoberapp_failed_attempt", "1 for what followed the newest attempt, where it failed.", "namespace", "name", "outcome");
        _replicas = new(metrics, "octoberapp_replicas", "Pods of a component by state.", "namespace", "name", "component", "state");
        _generation = new(metrics, "octoberapp_generation", "Generation of the spec.", "namespace", "name");
        _backedUp = new(metrics, "octoberapp_backup_last_success_timestamp_seconds", "When a backup was last complete and checked.", "namespace", "name");
        _backupFailed = new(metrics, "octoberapp_backup_last_failure_timestamp_seconds", "When a backup last failed.", "namespace", "name");
        _backupDuration = new(metrics, "octoberapp_backup_duration_seconds", "How long the newest good backup took.", "namespace", "name");
        _backupSize = new(metrics, "octoberapp_backup_size_bytes", "Size of the newest good backup.", "namespace", "name");
        _observed = new(metrics, "octoberapp_observed_generation", "Generation that status speaks of.", "namespace", "name");
    }

    /// <summary>Fills the registry before each scrape from now on.</summary>
    public static void Register(CollectorRegistry registry, Store<V1OctoberApp> apps, OperatorMetrics counters)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        metrics.CreateGauge("octoberapp_build_info", "Version of the operator.", "version")
            .WithLabels(typeof(AppMetrics).Assembly.GetName().Version?.ToString(3) ?? "0.0.0").Set(1);
        registry.AddBeforeCollectCallback(new AppMetrics(metrics, apps, counters).Collect);
    }

    private void Collect()
    {
        // The endpoint collects one at a time; the registry may be read elsewhere, too.
        lock (_gate)
        {
            var all = _apps.All();
            foreach (var app in all)
                Set(app, app.Metadata.NamespaceProperty, app.Metadata.Name);
            SweptGauge[] gauges =
                [_info, _phase, _condition, _failed, _replicas, _generation, _observed, _backedUp, _backupFailed, _backupDuration, _backupSize];
            foreach (var gauge in gauges)
                gauge.Sweep();
            _counters.Keep(all.Select(app => (app.Metadata.NamespaceProperty, app.Metadata.Name)).ToHashSet());
        }
    }

    private static double Seconds(DateTime time) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeSeconds();

    private void Set(V1OctoberApp app, string ns, string name)
    {
        var status = app.Status;
        _counters.Declare(ns, name);
        _info.Set(1, ns, name, status?.Revisions?.Current ?? "");
        foreach (var known in AllPhases)
            _phase.Set(known == (status?.Phase ?? Phases.Pending) ? 1 : 0, ns, name, known);
        foreach (var one in status?.Conditions ?? [])
        {
            foreach (var value in new[] { "True", "False", "Unknown" })
                _condition.Set(one.Status == value ? 1 : 0, ns, name, one.Type, value);
        }

        if (status?.Failed?.Outcome is { } outcome)
            _failed.Set(1, ns, name, outcome);
        Replicas("api", status?.Components?.Api);
        Replicas("worker", status?.Components?.Worker);
        Replicas("redis", status?.Components?.Redis);
        _generation.Set(app.Metadata.Generation ?? 0, ns, name);
        if (status?.Backup?.LastSuccessTime is { } succeeded)
            _backedUp.Set(Seconds(succeeded), ns, name);
        if (status?.Backup?.LastFailureTime is { } failed)
            _backupFailed.Set(Seconds(failed), ns, name);
        if (status?.Backup?.DurationSeconds is { } duration)
            _backupDuration.Set(duration, ns, name);
        if (status?.Backup?.SizeBytes is { } size)
            _backupSize.Set(size, ns, name);
        _observed.Set(status?.ObservedGeneration ?? -1, ns, name);

        void Replicas(string component, ComponentStatus? pods)
        {
            _replicas.Set(pods?.Desired ?? 0, ns, name, component, "desired");
            _replicas.Set(pods?.Updated ?? 0, ns, name, component, "updated");
            _replicas.Set(pods?.Ready ?? 0, ns, name, component, "ready");
            _replicas.Set(pods?.Available ?? 0, ns, name, component, "available");
        }
    }
}
