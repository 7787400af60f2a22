using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Policy;

/// <summary>PodDisruptionBudgets.</summary>
internal sealed class PodDisruptionBudgetStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override bool AllowsUnconditionalUpdate => false;

    public override void PrepareForCreate(JsonObject value, StrategyContext context) => value["status"] = new JsonObject
    {
        ["disruptionsAllowed"] = 0,
        ["currentHealthy"] = 0,
        ["desiredHealthy"] = 0,
        ["expectedPods"] = 0,
    };

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        if (spec.At("minAvailable") is not null && spec.At("maxUnavailable") is not null)
            yield return FieldError.Invalid("spec", Shown(spec!), "minAvailable and maxUnavailable cannot be both set");
        foreach (var field in (string[])["minAvailable", "maxUnavailable"])
        {
            foreach (var error in IntOrPercent.Check(spec.At(field), $"spec.{field}", mayExceed: false))
                yield return error;
        }
    }

    /// <summary>As Go prints the spec.</summary>
    private static string Shown(JsonObject spec) => Schemas.SchemaValidator.GoJson(new JsonObject
    {
        ["MinAvailable"] = spec["minAvailable"]?.DeepClone(),
        ["Selector"] = spec["selector"]?.DeepClone(),
        ["MaxUnavailable"] = spec["maxUnavailable"]?.DeepClone(),
        ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"]?.DeepClone(),
    });
}
