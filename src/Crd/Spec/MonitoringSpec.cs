using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>Objects of the Prometheus operator. Made only while its CustomResourceDefinitions are installed.</summary>
public sealed class MonitoringSpec
{
    /// <summary>
    /// Whole seconds, at least 5, with the units in the order in which Prometheus reads them. Each scrape costs the cluster's Prometheus, which is not for the
    /// editor of one app to burden.
    /// </summary>
    public const string IntervalPattern = "^([1-9][0-9]{0,2}h([0-9]{1,2}m)?([0-9]{1,2}s)?|[1-9][0-9]{0,3}m([0-9]{1,2}s)?|([5-9]|[1-9][0-9]{1,4})s)$";

    [Description("True: a ServiceMonitor has api and worker scraped, once the cluster knows ServiceMonitors. Default: true.")]
    public bool? ServiceMonitor { get; set; }

    [Description(
        "True: a PrometheusRule alerts when a version was rolled back, could not be rolled back, is not ready or leaves tasks waiting, once the cluster knows "
            + "PrometheusRules. Default: true.")]
    public bool? PrometheusRule { get; set; }

    [Description("Time between two scrapes, at least 5s, in whole seconds, for example 15s or 1m30s. Default: 15s.")]
    [Pattern(IntervalPattern)]
    [Length(2, 16)]
    public string? Interval { get; set; }

    [Description("Labels of ServiceMonitor and PrometheusRule, by which a Prometheus selects them. Default: release: mon.")]
    [Length(maximum: 32)]
    [TextLength(63)]
    public IDictionary<string, string>? Labels { get; set; }
}
