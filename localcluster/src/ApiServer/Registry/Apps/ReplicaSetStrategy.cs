using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Apps;

/// <summary>ReplicaSets.</summary>
internal sealed class ReplicaSetStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        PodDefaults.Template(spec.ObjectAt("template"));
        spec.SetDefault("replicas", 1L);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => WorkloadValidation.Template(value, immutableSelector: false);

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        if (!value.At("spec", "selector").DeepEqual(old.At("spec", "selector")))
            yield return FieldError.Invalid("spec.selector", Schemas.SchemaValidator.GoJson(value.At("spec", "selector")), "field is immutable");
    }
}
