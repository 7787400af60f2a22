using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>The counters of apps, all in one registry. Series of an app exist from its first scrape at zero, and go with it.</summary>
internal sealed class OperatorMetrics(CollectorRegistry registry)
{
    public RolloutMetrics Rollouts { get; } = new(registry);

    public DriftMetrics Drift { get; } = new(registry);

    public BackupMetrics Backups { get; } = new(registry);

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
