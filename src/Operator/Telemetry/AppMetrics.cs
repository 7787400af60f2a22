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

    private static readonly string[] Statuses = ["True", "False", "Unknown"];

    private static readonly Series[] All =
    [
        new("octoberapp_info", "1 for every app, with the revision that serves.", ["revision"], app => [new(1, app.Status?.Revisions?.Current ?? "")]),
        new(
            "octoberapp_status_phase", "1 for the phase that the app is in, 0 for the others.", ["phase"],
            app => AllPhases.Select(phase => new Sample(phase == (app.Status?.Phase ?? Phases.Pending) ? 1 : 0, phase))),
        new(
            "octoberapp_status_condition", "1 for the status that each condition has.", ["type", "status"],
            app => (app.Status?.Conditions ?? [])
                .SelectMany(one => Statuses.Select(status => new Sample(one.Status == status ? 1 : 0, one.Type, status)))),
        new(
            "octoberapp_failed_attempt", "1 for what followed the newest attempt, where it failed.", ["outcome"],
            app => app.Status?.Failed?.Outcome is { } outcome ? [new Sample(1, outcome)] : []),
        new("octoberapp_replicas", "Pods of a component by state.", ["component", "state"], app => Replicas(app.Status?.Components)),
        new("octoberapp_generation", "Generation of the spec.", [], app => One(app.Metadata.Generation ?? 0)),
        new("octoberapp_observed_generation", "Generation that status speaks of.", [], app => One(app.Status?.ObservedGeneration ?? -1)),
        new(
            "octoberapp_backup_last_success_timestamp_seconds", "When a backup was last complete and checked.", [],
            app => One(Seconds(app.Status?.Backup?.LastSuccessTime))),
        new("octoberapp_backup_last_failure_timestamp_seconds", "When a backup last failed.", [], app => One(Seconds(app.Status?.Backup?.LastFailureTime))),
        new("octoberapp_backup_duration_seconds", "How long the newest good backup took.", [], app => One(app.Status?.Backup?.DurationSeconds)),
        new("octoberapp_backup_size_bytes", "Size of the newest good backup.", [], app => One(app.Status?.Backup?.SizeBytes)),
    ];

    private readonly Lock _gate = new();
    private readonly Store<V1OctoberApp> _apps;
    private readonly OperatorMetrics _counters;
    private readonly (Series Series, SweptGauge Gauge)[] _gauges;

    private AppMetrics(MetricFactory metrics, Store<V1OctoberApp> apps, OperatorMetrics counters)
    {
        (_apps, _counters) = (apps, counters);
        _gauges = Array.ConvertAll(All, series => (series, new SweptGauge(metrics, series.Name, series.Help, ["namespace", "name", .. series.Labels])));
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
            foreach (var (series, gauge) in _gauges)
            {
                foreach (var app in all)
                {
                    foreach (var sample in series.Read(app))
                        gauge.Set(sample.Value, [app.Metadata.NamespaceProperty, app.Metadata.Name, .. sample.Labels]);
                }

                gauge.Sweep();
            }

            foreach (var app in all)
                _counters.Declare(app.Metadata.NamespaceProperty, app.Metadata.Name);
            _counters.Keep(all.Select(app => (app.Metadata.NamespaceProperty, app.Metadata.Name)).ToHashSet());
        }
    }

    private static Sample[] One(double? value) => value is { } known ? [new Sample(known)] : [];

    private static Sample[] Replicas(ComponentsStatus? all) => [.. Pods("api", all?.Api), .. Pods("worker", all?.Worker), .. Pods("redis", all?.Redis)];

    private static Sample[] Pods(string component, ComponentStatus? pods) =>
    [
        new(pods?.Desired ?? 0, component, "desired"),
        new(pods?.Updated ?? 0, component, "updated"),
        new(pods?.Ready ?? 0, component, "ready"),
        new(pods?.Available ?? 0, component, "available"),
    ];

    private static double? Seconds(DateTime? time) =>
        time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)).ToUnixTimeSeconds() : null;

    private readonly record struct Sample(double Value, params string[] Labels);

    private sealed record Series(string Name, string Help, string[] Labels, Func<V1OctoberApp, IEnumerable<Sample>> Read);
}
