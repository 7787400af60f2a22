using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>A counter of apps by one more label; its series of an app exist, for the usual values of that label, from the first scrape on.</summary>
internal sealed class AppCounter(CollectorRegistry registry, string metric, string help, string label, params string[] usual)
{
    private readonly Counter _counter = Metrics.WithCustomRegistry(registry).CreateCounter(metric, help, "namespace", "name", label);

    public void Count(string ns, string name, string value) => _counter.WithLabels(ns, name, value).Inc();

    /// <summary>Makes the series of an app exist.</summary>
    public void Declare(string ns, string name)
    {
        foreach (var value in usual)
            _counter.WithLabels(ns, name, value);
    }

    /// <summary>Drops the series of every other app.</summary>
    public void Keep(IReadOnlySet<(string Namespace, string Name)> apps) => AppSeries.Keep(_counter, apps);
}
