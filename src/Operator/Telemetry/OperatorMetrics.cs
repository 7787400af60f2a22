using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>The counters of apps, all in one registry. Series of an app exist from its first scrape at zero, and go with it.</summary>
internal sealed class OperatorMetrics(CollectorRegistry registry)
{
    public RolloutMetrics Rollouts { get; } = new(registry);

    /// <summary>By kind, of which people edit these.</summary>
    public AppCounter Drift { get; } = new(
        registry, "octoberapp_drift_corrections_total", "Changes of children by others that were reverted, by kind.", "kind",
        "ConfigMap", "Deployment", "Service");

    /// <summary>By schedule, on order or before a rollout.</summary>
    public AppCounter Backups { get; } = new(registry, "octoberapp_backups_total", "Backups that ended, by result.", "result", "succeeded", "failed");

    public SmokeMetrics Smoke { get; } = new(registry);

    /// <summary>Makes the series of an app exist.</summary>
    public void Declare(string ns, string name)
    {
        Rollouts.Declare(ns, name);
        Drift.Declare(ns, name);
        Backups.Declare(ns, name);
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps)
    {
        Rollouts.Keep(apps);
        Drift.Keep(apps);
        Backups.Keep(apps);
        Smoke.Keep(apps);
    }
}
