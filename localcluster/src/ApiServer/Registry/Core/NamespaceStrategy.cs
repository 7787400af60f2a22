using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>Namespaces: a finalizer in the spec holds them until their content is gone, and a label carries their name.</summary>
internal sealed class NamespaceStrategy : Strategy
{
    private const string NameLabel = "kubernetes.io/metadata.name";
    private const string Finalizer = "kubernetes";

    public override bool HasStatus => true;

    public override NameValidation NameRule => NameValidation.Label;

    public override IReadOnlyList<string> SelectableFields => ["status.phase"];

    public override void Default(JsonObject value)
    {
        value.Ensure("spec");
        if (value.Name().Length > 0)
            value.Metadata().Ensure("labels")[NameLabel] = value.Name();
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        value["status"] = new JsonObject { ["phase"] = "Active" };
        var spec = value.Ensure("spec");
        var finalizers = spec.ArrayAt("finalizers").Strings().ToList();
        if (!finalizers.Contains(Finalizer))
            finalizers.Add(Finalizer);
        spec["finalizers"] = finalizers.ToJsonArray();
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        value.SetOrRemove("spec", old["spec"]);
        value.SetOrRemove("status", old["status"]);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => PodSecurityLabels.Validate(value);

    public override bool BeginDeletion(JsonObject value, long? gracePeriodSeconds, StrategyContext context)
    {
        if (MayBeRemoved(value))
            return false;
        value.Metadata().SetDefault("deletionTimestamp", context.Server.Now);
        value.Ensure("status")["phase"] = "Terminating";
        return true;
    }

    public override bool MayBeRemoved(JsonObject value) => value.Finalizers().Length == 0 && value.ArrayAt("spec", "finalizers").Strings().Any() is false;
}
