using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>Counts changes of children by others that were reverted.</summary>
internal sealed class DriftMetrics(CollectorRegistry registry)
{
    private readonly Counter _corrections = Metrics.WithCustomRegistry(registry).CreateCounter(
        "octoberapp_drift_corrections_total", "Changes of children by others that were reverted, by kind.", "namespace", "name", "kind");

    public void Count(string ns, string name, string kind) => _corrections.WithLabels(ns, name, kind).Inc();

    /// <summary>Makes the series of an app exist, for the kinds that people edit.</summary>
    public void Declare(string ns, string name)
    {
        foreach (var kind in new[] { "ConfigMap", "Deployment", "Service" })
            _corrections.WithLabels(ns, name, kind);
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps) => AppSeries.Keep(_corrections, apps);
}
