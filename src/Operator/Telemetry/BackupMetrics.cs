using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>Counts backups as they end, by schedule, on order or before a rollout.</summary>
internal sealed class BackupMetrics(CollectorRegistry registry)
{
    private readonly Counter _backups = Metrics.WithCustomRegistry(registry).CreateCounter(
        "octoberapp_backups_total", "Backups that ended, by result.", "namespace", "name", "result");

    public void Count(string ns, string name, bool succeeded) => _backups.WithLabels(ns, name, succeeded ? "succeeded" : "failed").Inc();

    /// <summary>Makes the series of an app exist.</summary>
    public void Declare(string ns, string name)
    {
        foreach (var result in new[] { "succeeded", "failed" })
            _backups.WithLabels(ns, name, result);
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps) => AppSeries.Keep(_backups, apps);
}
