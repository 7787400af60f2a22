using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ApiServer.Registry.Autoscaling;

/// <summary>autoscaling/v1 shows an autoscaler (stored as v2) with CPU utilization as its only metric; further metrics travel in an annotation.</summary>
internal sealed class AutoscalerConversion : IStorageConversion
{
    private const string MetricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";
    private const string BehaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior";
    private const string Target = "targetCPUUtilizationPercentage";

    private readonly ConditionalWeakTable<JsonObject, JsonObject> _converted = [];

    public JsonObject FromStorage(JsonObject stored) => _converted.GetValue(stored, ToVersion1);

    public JsonObject ToStorage(JsonObject served)
    {
        var value = served.Clone();
        value["apiVersion"] = "autoscaling/v2";
        var spec = value.Ensure("spec");
        var metrics = new JsonArray();
        if (value.Annotations()?[MetricsAnnotation].AsString() is { } recorded)
        {
            foreach (var metric in AutoscalerAnnotations.Read(recorded) as JsonArray ?? [])
                metrics.Add((JsonNode)AutoscalerAnnotations.ToMetric(metric as JsonObject ?? []));
            value.Annotations()!.Remove(MetricsAnnotation);
        }

        if (value.Annotations()?[BehaviorAnnotation].AsString() is { } behavior)
        {
            if (AutoscalerAnnotations.Read(behavior) is JsonObject recordedBehavior)
                spec["behavior"] = AutoscalerAnnotations.ToBehavior(recordedBehavior);
            value.Annotations()!.Remove(BehaviorAnnotation);
        }

        if (spec.LongAt(Target) is { } percent)
            metrics.Add((JsonNode)Cpu("target", new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percent }));
        spec.Remove(Target);
        if (metrics.Count > 0)
            spec["metrics"] = metrics;
        var status = value.Ensure("status");
        var current = status.LongAt("currentCPUUtilizationPercentage");
        status.Remove("currentCPUUtilizationPercentage");
        status.SetDefault("desiredReplicas", 0L);
        status["currentMetrics"] = current is null ? null : new JsonArray(Cpu("current", new JsonObject { ["averageUtilization"] = current }));
        return value;
    }

    private static JsonObject ToVersion1(JsonObject stored)
    {
        var value = stored.Clone();
        value["apiVersion"] = "autoscaling/v1";
        var spec = value.Ensure("spec");
        var others = new JsonArray();
        foreach (var metric in spec.ArrayAt("metrics").Objects())
        {
            if (IsCpu(metric) && metric.LongAt("resource", "target", "averageUtilization") is { } percent)
                spec[Target] = percent;
            else
                others.Add(metric.DeepClone());
        }

        spec.Remove("metrics");
        if (others.Count > 0)
            value.Metadata().Ensure("annotations")[MetricsAnnotation] = new JsonArray([.. others.Select(AutoscalerAnnotations.Metric)]).ToJsonString();
        if (spec.ObjectAt("behavior") is { } behavior)
            value.Metadata().Ensure("annotations")[BehaviorAnnotation] = AutoscalerAnnotations.Behavior(behavior).ToJsonString();
        spec.Remove("behavior");
        var status = value.Ensure("status");
        var cpu = status.ArrayAt("currentMetrics").Objects().FirstOrDefault(IsCpu);
        if (cpu.LongAt("resource", "current", "averageUtilization") is { } current)
            status["currentCPUUtilizationPercentage"] = current;
        status.Remove("currentMetrics");
        status.Remove("conditions");
        status.SetDefault("currentReplicas", 0L);
        status.SetDefault("desiredReplicas", 0L);
        return value;
    }

    private static bool IsCpu(JsonObject metric) => metric.StringAt("type") == "Resource" && metric.StringAt("resource", "name") == "cpu";

    private static JsonObject Cpu(string field, JsonObject amount) =>
        new() { ["type"] = "Resource", ["resource"] = new JsonObject { ["name"] = "cpu", [field] = amount } };
}
