using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Autoscaling;

/// <summary>HorizontalPodAutoscalers v2.</summary>
internal sealed class AutoscalerStrategy : Strategy
{
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["Resource"] = "resource",
        ["ContainerResource"] = "containerResource",
        ["Pods"] = "pods",
        ["Object"] = "object",
        ["External"] = "external",
    };

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        spec.SetDefault("minReplicas", 1L);
        if (spec.ArrayAt("metrics") is null or { Count: 0 })
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80 } },
            });
        }

        if (spec.ObjectAt("behavior") is not { } behavior)
            return;
        var up = behavior.Ensure("scaleUp");
        up.SetDefault("stabilizationWindowSeconds", 0L);
        up.SetDefault("selectPolicy", "Max");
        up.SetDefault("policies", new JsonArray(Policy("Pods", 4), Policy("Percent", 100)));
        var down = behavior.Ensure("scaleDown");
        down.SetDefault("selectPolicy", "Max");
        down.SetDefault("policies", new JsonArray(Policy("Percent", 100)));
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        var least = spec.LongAt("minReplicas") ?? 1;
        var most = spec.LongAt("maxReplicas") ?? 0;
        if (least < 1)
            yield return FieldError.Invalid("spec.minReplicas", $"{least}", "must be greater than or equal to 1");
        if (most < 1)
            yield return FieldError.Required("spec.maxReplicas", "must be set and greater than 0");
        if (most < least)
            yield return FieldError.Invalid("spec.maxReplicas", $"{most}", "must be greater than or equal to `minReplicas`");
        foreach (var field in (string[])["kind", "name"])
        {
            if (string.IsNullOrEmpty(spec.StringAt("scaleTargetRef", field)))
                yield return FieldError.Required($"spec.scaleTargetRef.{field}", "");
        }

        if (!(spec.StringAt("scaleTargetRef", "apiVersion") ?? "").Contains('/'))
            yield return FieldError.InvalidText(
                "spec.scaleTargetRef.apiVersion", spec.StringAt("scaleTargetRef", "apiVersion") ?? "", "apiVersion must specify API group");
        var index = 0;
        foreach (var metric in spec.ArrayAt("metrics").Objects())
        {
            foreach (var error in Metric(metric, $"spec.metrics[{index++}]"))
                yield return error;
        }

        if (least == 0 && !spec.ArrayAt("metrics").Objects().Any(m => m.StringAt("type") is "Object" or "External"))
            yield return FieldError.Forbidden("spec.metrics", "must specify at least one Object or External metric to support scaling to zero replicas");
    }

    private static IEnumerable<FieldError> Metric(JsonObject metric, string path)
    {
        var type = metric.StringAt("type") ?? "";
        if (!Sources.TryGetValue(type, out var source))
        {
            yield return type.Length == 0
                ? FieldError.Required($"{path}.type", "must specify a metric source type")
                : FieldError.NotSupported($"{path}.type", FieldError.Quote(type), Sources.Keys.Order(StringComparer.Ordinal));
            yield break;
        }

        if (metric.ObjectAt(source) is not { } details)
        {
            yield return FieldError.Required($"{path}.{source}", "must populate information for the given metric source");
            yield break;
        }

        if (type == "ContainerResource" && string.IsNullOrEmpty(details.StringAt("container")))
            yield return FieldError.Required($"{path}.{source}.container", "must specify a container");
        if (type is "Resource" or "ContainerResource" && string.IsNullOrEmpty(details.StringAt("name")))
            yield return FieldError.Required($"{path}.{source}.name", "must specify a resource name");
        var target = details.ObjectAt("target");
        if (target.StringAt("type") == "Utilization" && target.At("averageUtilization") is null && target.At("averageValue") is null)
            yield return FieldError.Required($"{path}.{source}.target.averageUtilization", "must set either a target raw value or a target utilization");
        if (target.LongAt("averageUtilization") is < 1 and var utilization)
            yield return FieldError.Invalid($"{path}.{source}.target.averageUtilization", $"{utilization}", "must be greater than 0");
    }

    private static JsonObject Policy(string type, long value) => new() { ["type"] = type, ["value"] = value, ["periodSeconds"] = 15 };
}
