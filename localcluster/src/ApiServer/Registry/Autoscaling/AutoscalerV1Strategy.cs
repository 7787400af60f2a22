using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Autoscaling;

/// <summary>HorizontalPodAutoscalers v1.</summary>
internal sealed class AutoscalerV1Strategy : Strategy
{
    public override bool HasStatus => true;

    public override void Default(JsonObject value) => value.ObjectAt("spec")?.SetDefault("minReplicas", 1L);

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        var (least, most) = (spec.LongAt("minReplicas") ?? 1, spec.LongAt("maxReplicas") ?? 0);
        if (least < 1)
            yield return FieldError.Invalid("spec.minReplicas", $"{least}", "must be greater than or equal to 1");
        if (most < 1)
            yield return FieldError.Required("spec.maxReplicas", "must be set and greater than 0");
        if (most < least)
            yield return FieldError.Invalid("spec.maxReplicas", $"{most}", "must be greater than or equal to `minReplicas`");
        if (spec.LongAt("targetCPUUtilizationPercentage") is < 1 and var percent)
            yield return FieldError.Invalid("spec.metrics[0].resource.target.averageUtilization", $"{percent}", "must be greater than 0");
    }
}
