using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>Objects of the Prometheus operator. Made only while its CustomResourceDefinitions are installed.</summary>
public sealed class MonitoringSpec
{
    [Description("True: a ServiceMonitor has api and worker scraped, once the cluster knows ServiceMonitors. Default: true.")]
    public bool? ServiceMonitor { get; set; }

    [Description(
        "True: a PrometheusRule alerts when a version was rolled back, could not be rolled back, is not ready or leaves tasks waiting, once the cluster knows "
            + "PrometheusRules. Default: true.")]
    public bool? PrometheusRule { get; set; }

    [Description("Time between two scrapes, for example 15s. Default: 15s.")]
    [Pattern(Durations.Pattern)]
    [Length(2, 16)]
    public string? Interval { get; set; }

    [Description("Labels of ServiceMonitor and PrometheusRule, by which a Prometheus selects them. Default: release: mon.")]
    [Length(maximum: 32)]
    public IDictionary<string, string>? Labels { get; set; }
}
