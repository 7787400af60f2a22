using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using static October.LocalCluster.ApiServer.Tables.CommonColumns;

namespace October.LocalCluster.ApiServer.Tables;

/// <summary>Columns of horizontal pod autoscalers.</summary>
internal static class AutoscalerColumns
{
    public static IReadOnlyList<Column> All { get; } =
    [
        Name,
        Text(
            "Reference",
            "scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually "
                + "change the replica count.",
            o => $"{o.StringAt("spec", "scaleTargetRef", "kind")}/{o.StringAt("spec", "scaleTargetRef", "name")}"),
        Text(
            "Targets",
            "metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be "
                + "used).  The desired replica count is calculated multiplying the ratio between the target value and the current value by the current number "
                + "of pods.  Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more "
                + "information about how each type of metric must respond. If not set, the default metric will be set to 80% average CPU utilization.",
            Targets),
        Text(
            "MinPods",
            "minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed "
                + "to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one Object or External metric is configured.  Scaling is active as "
                + "long as at least one metric value is available.",
            o => o.LongAt("spec", "minReplicas")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "<unset>"),
        Number(
            "MaxPods",
            "string",
            "maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.",
            o => o.LongAt("spec", "maxReplicas") ?? 0),
        Number(
            "Replicas",
            "string",
            "currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.",
            o => o.LongAt("status", "currentReplicas") ?? 0),
        Age,
    ];

    private static string Targets(JsonObject autoscaler)
    {
        var metrics = autoscaler.ArrayAt("spec", "metrics").Objects().ToList();
        var current = autoscaler.ArrayAt("status", "currentMetrics").Objects().ToList();
        if (metrics.Count == 0)
            return "<none>";
        var texts = metrics.Take(2).Select((m, i) => Target(m, current.ElementAtOrDefault(i)));
        var more = metrics.Count > 2 ? $" + {metrics.Count - 2} more..." : "";
        return string.Join(", ", texts) + more;
    }

    private static string Target(JsonObject metric, JsonObject? current) => metric.StringAt("type") switch
    {
        "Resource" => $"{metric.StringAt("resource", "name")}: {Values(metric.ObjectAt("resource", "target"), current.ObjectAt("resource", "current"))}",
        "ContainerResource" =>
            $"{metric.StringAt("containerResource", "name")}: "
                + $"{Values(metric.ObjectAt("containerResource", "target"), current.ObjectAt("containerResource", "current"))}",
        "Pods" => Values(metric.ObjectAt("pods", "target"), current.ObjectAt("pods", "current")),
        "Object" => Values(metric.ObjectAt("object", "target"), current.ObjectAt("object", "current")),
        "External" => Values(metric.ObjectAt("external", "target"), current.ObjectAt("external", "current"))
            + (metric.StringAt("external", "target", "averageValue") is null ? "" : " (avg)"),
        _ => "<unknown type>",
    };

    private static string Values(JsonObject? target, JsonObject? current)
    {
        if (target.LongAt("averageUtilization") is { } utilization)
            return $"{(current.LongAt("averageUtilization") is { } now ? $"{now}%" : "<unknown>")}/{utilization}%";
        var field = target.At("averageValue") is not null ? "averageValue" : "value";
        return $"{current.StringAt(field) ?? "<unknown>"}/{target.StringAt(field)}";
    }
}
