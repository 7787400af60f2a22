using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Apps;

/// <summary>Deployments.</summary>
internal sealed class DeploymentStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    /// <summary>Annotations count, too: the rollout history is written by them.</summary>
    public override bool DesiredStateChanged(JsonObject value, JsonObject old) =>
        base.DesiredStateChanged(value, old) || !(value.Annotations() ?? []).DeepEqual(old.Annotations() ?? []);

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        PodDefaults.Template(spec.ObjectAt("template"));
        spec.SetDefault("replicas", 1L);
        spec.SetDefault("revisionHistoryLimit", 10L);
        spec.SetDefault("progressDeadlineSeconds", 600L);
        var strategy = spec.Ensure("strategy");
        if (string.IsNullOrEmpty(strategy.StringAt("type")))
            strategy["type"] = "RollingUpdate";
        if (strategy.StringAt("type") != "RollingUpdate")
            return;
        var rolling = strategy.Ensure("rollingUpdate");
        rolling.SetDefault("maxUnavailable", "25%");
        rolling.SetDefault("maxSurge", "25%");
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        foreach (var error in WorkloadValidation.Template(value, immutableSelector: false))
            yield return error;
        var strategy = value.ObjectAt("spec", "strategy");
        switch (strategy.StringAt("type"))
        {
            case "Recreate" when strategy.ObjectAt("rollingUpdate") is not null:
                yield return FieldError.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                break;
            case "RollingUpdate":
                foreach (var error in RollingUpdate(strategy.ObjectAt("rollingUpdate")))
                    yield return error;
                break;
            case "Recreate":
                break;
            case var other:
                yield return FieldError.NotSupported("spec.strategy.type", FieldError.Quote(other ?? ""), ["Recreate", "RollingUpdate"]);
                break;
        }

        foreach (var field in (string[])["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"])
        {
            if (value.LongAt("spec", field) is < 0 and var number)
                yield return FieldError.Invalid($"spec.{field}", $"{number}", "must be greater than or equal to 0");
        }

        if (value.LongAt("spec", "progressDeadlineSeconds") is { } deadline && deadline <= (value.LongAt("spec", "minReadySeconds") ?? 0))
            yield return FieldError.Invalid("spec.progressDeadlineSeconds", $"{deadline}", "must be greater than minReadySeconds");
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        if (!value.At("spec", "selector").DeepEqual(old.At("spec", "selector")))
            yield return FieldError.Invalid("spec.selector", Schemas.SchemaValidator.GoJson(value.At("spec", "selector")), "field is immutable");
    }

    private static IEnumerable<FieldError> RollingUpdate(JsonObject? rolling)
    {
        foreach (var field in (string[])["maxUnavailable", "maxSurge"])
        {
            foreach (var error in IntOrPercent.Check(rolling.At(field), $"spec.strategy.rollingUpdate.{field}"))
                yield return error;
        }

        if (IntOrPercent.IsZero(rolling.At("maxUnavailable")) && IntOrPercent.IsZero(rolling.At("maxSurge")))
            yield return FieldError.Invalid(
                "spec.strategy.rollingUpdate.maxUnavailable", Shown(rolling.At("maxUnavailable")), "may not be 0 when `maxSurge` is 0");
        if (rolling.At("maxUnavailable").AsString() is { } text && text.EndsWith('%') && int.TryParse(text[..^1], out var percent) && percent > 100)
            yield return FieldError.InvalidText("spec.strategy.rollingUpdate.maxUnavailable", text, "must not be greater than 100%");
    }

    private static string Shown(JsonNode? node) => node.AsString() is { } text ? FieldError.Quote(text) : node?.ToJsonString() ?? "null";
}
