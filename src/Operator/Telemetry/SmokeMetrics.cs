using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>Metrics of smoke probes.</summary>
internal sealed class SmokeMetrics
{
    private readonly Counter _probes;
    private readonly Histogram _duration;

    public SmokeMetrics(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _probes = metrics.CreateCounter(
            "octoberapp_smoke_probes_total", "Smoke probes that ended, by probe and result.", "namespace", "name", "probe", "result");
        _duration = metrics.CreateHistogram(
            "octoberapp_smoke_probe_duration_seconds", "How long a smoke probe took, all its tries together.", ["namespace", "name", "probe"],
            new HistogramConfiguration { Buckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300] });
    }

    public void Observe(NamespacedName app, string probe, bool passed, TimeSpan took)
    {
        foreach (var result in new[] { "passed", "failed" })
            _probes.WithLabels(app.Namespace, app.Name, probe, result).Inc(passed == (result == "passed") ? 1 : 0);
        _duration.WithLabels(app.Namespace, app.Name, probe).Observe(took.TotalSeconds);
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps)
    {
        AppSeries.Keep(_probes, apps);
        AppSeries.Keep(_duration, apps);
    }
}
