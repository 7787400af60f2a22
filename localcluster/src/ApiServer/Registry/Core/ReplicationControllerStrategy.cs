using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Core;

/// <summary>ReplicationControllers: what the template says is also the selector and the labels, where those are left out.</summary>
internal sealed class ReplicationControllerStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override bool OrphansByDefault => true;

    public override IReadOnlyList<string> SelectableFields { get; } = ["status.replicas"];

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        if (spec.ObjectAt("template", "metadata", "labels") is { Count: > 0 } labels)
        {
            if (spec.ObjectAt("selector") is null or { Count: 0 })
                spec["selector"] = labels.DeepClone();
            if (value.Labels() is null or { Count: 0 })
                value.Metadata()["labels"] = labels.DeepClone();
        }

        PodDefaults.Template(spec.ObjectAt("template"));
        spec.SetDefault("replicas", 1L);
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        base.PrepareForCreate(value, context);
        value["status"] = new JsonObject { ["replicas"] = 0L };
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context)
    {
        var spec = value.ObjectAt("spec");
        var selector = spec.ObjectAt("selector");
        if (selector is null or { Count: 0 })
            yield return FieldError.Required("spec.selector", "");
        if (spec.LongAt("replicas") is < 0 and var replicas)
            yield return FieldError.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0");
        if (spec.ObjectAt("template") is not { } template)
        {
            yield return FieldError.Required("spec.template", "");
            yield break;
        }

        var labels = template.ObjectAt("metadata", "labels");
        if (selector is { Count: > 0 } && !selector.All(s => labels?[s.Key].AsString() == s.Value.AsString()))
            yield return FieldError.Invalid("spec.template.metadata.labels", SchemaValidator.GoJson(labels), "`selector` does not match template `labels`");
        foreach (var error in PodValidation.Spec(template.ObjectAt("spec"), "spec.template.spec"))
            yield return error;
        if (template.StringAt("spec", "restartPolicy") is { } restart and not "Always")
            yield return FieldError.NotSupported("spec.template.spec.restartPolicy", FieldError.Quote(restart), ["Always"]);
    }
}
