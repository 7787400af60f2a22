using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>The rules of CustomResourceDefinitions themselves.</summary>
internal sealed class CustomResourceDefinitionStrategy : Strategy
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        if (spec.ObjectAt("names") is { } names && names.StringAt("kind") is { Length: > 0 } kind)
        {
            if (string.IsNullOrEmpty(names.StringAt("singular")))
                names["singular"] = kind.ToLowerInvariant();
            if (string.IsNullOrEmpty(names.StringAt("listKind")))
                names["listKind"] = kind + "List";
        }

        spec.Ensure("conversion").SetDefault("strategy", "None");
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        var storage = value.ArrayAt("spec", "versions").Objects().Where(v => v.BoolAt("storage") == true).Select(v => v.StringAt("name")).OfType<string>();
        value["status"] = new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = storage.ToJsonArray(),
        };
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        base.PrepareForUpdate(value, old, context);
        if (value.ObjectAt("status") is not { } status)
            return;
        var stored = status.ArrayAt("storedVersions").Strings().ToList();
        foreach (
            var version in value.ArrayAt("spec", "versions").Objects().Where(v => v.BoolAt("storage") == true).Select(v => v.StringAt("name")).OfType<string>()
        )
        {
            if (!stored.Contains(version))
                stored.Add(version);
        }

        status["storedVersions"] = stored.ToJsonArray();
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => DefinitionValidation.Validate(value);

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        foreach (var field in (string[][])[["spec", "group"], ["spec", "names", "plural"], ["spec", "names", "kind"], ["spec", "scope"]])
        {
            if (!value.At(field).DeepEqual(old.At(field)) && IsEstablished(old))
                yield return FieldError.InvalidText(string.Join('.', field), value.StringAt(field) ?? "", "field is immutable");
        }
    }

    public override bool BeginDeletion(JsonObject value, long? gracePeriodSeconds, StrategyContext context)
    {
        var metadata = value.Metadata();
        if (value.IsTerminating())
            return true;
        metadata["deletionTimestamp"] = context.Server.Now;
        metadata["finalizers"] = value.Finalizers().Append(CleanupFinalizer).Distinct(StringComparer.Ordinal).ToJsonArray();
        DefinitionConditions.Set(value, "Terminating", "True", "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", context.Server.Now);
        return true;
    }

    public static bool IsEstablished(JsonObject definition) =>
        definition.ArrayAt("status", "conditions").Objects().Any(c => c.StringAt("type") == "Established" && c.StringAt("status") == "True");
}
