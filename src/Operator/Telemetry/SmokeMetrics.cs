using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>Metrics of smoke probes.</summary>
internal sealed class SmokeMetrics
{
    /// <summary>Names of an app's probes that have series: as many as two specs may have, the one that failed and the one that was returned to.</summary>
    private const int NamesPerApp = 64;

    private readonly Counter _probes;
    private readonly Histogram _duration;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Namespace, string Name), List<string>> _names = [];

    public SmokeMetrics(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _probes = metrics.CreateCounter(
            "octoberapp_smoke_probes_total", "Smoke probes that ended, by probe and result.", "namespace", "name", "probe", "result");
        _duration = metrics.CreateHistogram(
            "octoberapp_smoke_probe_duration_seconds", "How long a smoke probe took, all its tries together.", ["namespace", "name", "probe"],
            new HistogramConfiguration { Buckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300] });
    }

    /// <summary>Counts a probe that ended. Of an app whose probes get new names again and again, those that ended last have series.</summary>
    public void Observe(NamespacedName app, string probe, bool passed, TimeSpan took)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue((app.Namespace, app.Name), out var names))
                _names[(app.Namespace, app.Name)] = names = [];
            names.Remove(probe);
            names.Add(probe);
            if (names.Count > NamesPerApp)
            {
                Drop(app, names[0]);
                names.RemoveAt(0);
            }

            foreach (var result in new[] { "passed", "failed" })
                _probes.WithLabels(app.Namespace, app.Name, probe, result).Inc(passed == (result == "passed") ? 1 : 0);
            _duration.WithLabels(app.Namespace, app.Name, probe).Observe(took.TotalSeconds);
        }
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps)
    {
        lock (_gate)
        {
            foreach (var gone in _names.Keys.Except(apps).ToList())
                _names.Remove(gone);
            AppSeries.Keep(_probes, apps);
            AppSeries.Keep(_duration, apps);
        }
    }

    private void Drop(NamespacedName app, string probe)
    {
        foreach (var result in new[] { "passed", "failed" })
            _probes.RemoveLabelled(app.Namespace, app.Name, probe, result);
        _duration.RemoveLabelled(app.Namespace, app.Name, probe);
    }
}
