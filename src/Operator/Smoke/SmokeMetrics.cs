using Prometheus;

namespace October.Operator.Smoke;

/// <summary>Metrics of smoke probes.</summary>
internal static class SmokeMetrics
{
    private static readonly Counter Probes = Metrics.CreateCounter(
        "octoberapp_smoke_probes_total", "Smoke probes that ended, by probe and result.", "probe", "result");

    private static readonly Histogram Duration = Metrics.CreateHistogram(
        "octoberapp_smoke_probe_duration_seconds", "How long a smoke probe took, all its tries together.", ["probe"],
        new HistogramConfiguration { Buckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300] });

    public static void Observe(string probe, bool passed, TimeSpan duration)
    {
        Probes.WithLabels(probe, passed ? "passed" : "failed").Inc();
        Duration.WithLabels(probe).Observe(duration.TotalSeconds);
    }
}
