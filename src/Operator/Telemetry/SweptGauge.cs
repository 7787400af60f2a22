using Prometheus;

namespace October.Operator.Telemetry;

/// <summary>A gauge that is set anew at each scrape; series that are not set again go away, so a deleted app leaves none behind.</summary>
internal sealed class SweptGauge(MetricFactory metrics, string name, string help, params string[] labels)
{
    private readonly Gauge _gauge = metrics.CreateGauge(name, help, labels);
    private HashSet<string> _known = [];
    private HashSet<string> _observed = [];
    private readonly Dictionary<string, string[]> _values = [];

    public void Set(double value, params string[] labelValues)
    {
        var key = string.Join('\0', labelValues);
        _observed.Add(key);
        _values[key] = labelValues;
        _gauge.WithLabels(labelValues).Set(value);
    }

    /// <summary>Drops what was not set since the last sweep.</summary>
    public void Sweep()
    {
        foreach (var gone in _known.Except(_observed))
        {
            _gauge.RemoveLabelled(_values[gone]);
            _values.Remove(gone);
        }

        (_known, _observed) = (_observed, []);
    }
}
