namespace October.Crd.Defaults;

/// <summary>Which objects of the Prometheus operator to make, and the labels by which a Prometheus selects them.</summary>
public sealed record ResolvedMonitoring(bool ServiceMonitor, bool PrometheusRule, string Interval, IReadOnlyDictionary<string, string> Labels);
