using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>Objects of the Prometheus operator. Made only while its CustomResourceDefinitions are installed.</summary>
public sealed class MonitoringSpec
{
    /// <summary>
    /// Whole seconds, at least 5, with the units in the order in which Prometheus reads them. Each scrape costs the cluster's Prometheus, which is not for the
    /// editor of one app to burden. Less than five minutes: Prometheus takes a series for gone that has had no value for so long.
    /// </summary>
    public const string IntervalPattern = "^([1-4]m([0-5]?[0-9]s)?|([5-9]|[1-9][0-9]|[12][0-9]{2})s)$";

    [Description("True: a ServiceMonitor has api and worker scraped, once the cluster knows ServiceMonitors. Default: true.")]
    public bool? ServiceMonitor { get; set; }

    [Description(
        "True: a PrometheusRule alerts when a version was rolled back, could not be rolled back, is not ready or leaves tasks waiting, once the cluster knows "
            + "PrometheusRules. Default: true.")]
    public bool? PrometheusRule { get; set; }

    [Description("Time between two scrapes, at least 5s and less than 5m, in whole seconds, for example 15s or 1m30s. Default: 15s.")]
    [Pattern(IntervalPattern)]
    [Length(2, 16)]
    public string? Interval { get; set; }

    [Description("Labels of ServiceMonitor and PrometheusRule, by which a Prometheus selects them. Default: release: mon.")]
    [Length(maximum: 32)]
    [TextLength(63)]
    public IDictionary<string, string>? Labels { get; set; }
}
