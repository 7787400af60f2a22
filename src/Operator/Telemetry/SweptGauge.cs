using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>A gauge that is set anew at each scrape; series that are not set again go away, so a deleted app leaves none behind.</summary>
internal sealed class SweptGauge(MetricFactory metrics, string name, string help, params string[] labels)
{
    private readonly Gauge gauge = metrics.CreateGauge(name, help, labels);
    private HashSet<string> known = [];
    private HashSet<string> observed = [];
    private readonly Dictionary<string, string[]> values = [];

    public void Set(double value, params string[] labelValues)
    {
        var key = string.Join('\0', labelValues);
        observed.Add(key);
        values[key] = labelValues;
        gauge.WithLabels(labelValues).Set(value);
    }

    /// <summary>Drops what was not set since the last sweep.</summary>
    public void Sweep()
    {
        foreach (var gone in known.Except(observed))
        {
            gauge.RemoveLabelled(values[gone]);
            values.Remove(gone);
        }

        (known, observed) = (observed, []);
    }
}
