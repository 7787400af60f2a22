using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry.Core.Pods;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Registry.Batch;

/// <summary>Jobs: their selector and labels are made from their uid.</summary>
internal sealed class JobStrategy : Strategy
{
    public override bool HasGeneration => true;

    public override bool HasStatus => true;

    public override bool OrphansByDefault => true;

    public override IReadOnlyList<string> SelectableFields => ["status.successful"];

    public static void DefaultSpec(JsonObject spec)
    {
        PodDefaults.Template(spec.ObjectAt("template"));
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1L;
            spec["parallelism"] = 1L;
        }

        spec.SetDefault("parallelism", 1L);
        spec.SetDefault("backoffLimit", 6L);
        spec.SetDefault("completionMode", "NonIndexed");
        spec.SetDefault("suspend", false);
        spec.SetDefault("manualSelector", false);
        spec.SetDefault("podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
    }

    public override void Default(JsonObject value)
    {
        if (value.ObjectAt("spec") is not { } spec)
            return;
        DefaultSpec(spec);
        if (value.Labels() is null && spec.ObjectAt("template", "metadata", "labels") is { Count: > 0 } labels && value.Uid().Length == 0)
            value.Metadata()["labels"] = labels.DeepClone();
    }

    public override void PrepareForCreate(JsonObject value, StrategyContext context)
    {
        base.PrepareForCreate(value, context);
        if (value.ObjectAt("spec") is not { } spec || spec.BoolAt("manualSelector") == true)
            return;
        var (uid, name) = (value.Uid(), value.Name());
        var template = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        foreach (var labels in (JsonObject[])[template, value.Metadata().Ensure("labels")])
        {
            labels["batch.kubernetes.io/controller-uid"] = uid;
            labels["batch.kubernetes.io/job-name"] = name;
            labels["controller-uid"] = uid;
            labels["job-name"] = name;
        }

        spec.Ensure("selector").Ensure("matchLabels")["batch.kubernetes.io/controller-uid"] = uid;
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => ValidateSpec(value.ObjectAt("spec"), "spec");

    /// <summary>A selector that was generated says the job's uid and nothing else.</summary>
    public override IEnumerable<FieldError> ValidateCreate(JsonObject value, StrategyContext context)
    {
        var selector = value.ObjectAt("spec", "selector");
        var labels = value.ObjectAt("spec", "template", "metadata", "labels");
        if (value.BoolAt("spec", "manualSelector") != true && (selector is not { Count: 1 } || selector.ObjectAt("matchLabels") is not { Count: 1 }))
            yield return FieldError.Invalid("spec.selector", Shown(selector), "`selector` not auto-generated");
        if (
            selector is not null
            && !Selectors.LabelSelector.FromObject(selector).Matches(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels?.DeepClone() } }))
            yield return FieldError.Invalid("spec.template.metadata.labels", Shown(labels), "`selector` does not match template `labels`");
    }

    public override string? DeletionWarning(JsonObject value) =>
        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to "
            + "suppress this warning";

    private static string Shown(JsonObject? map) => Schemas.SchemaValidator.GoJson(Sorted(map));

    private static JsonObject? Sorted(JsonObject? map) =>
        map is null
            ? null
            : new JsonObject(
                map.OrderBy(p => p.Key, StringComparer.Ordinal)
                    .Select(p => KeyValuePair.Create(p.Key, p.Value is JsonObject inner ? Sorted(inner) : p.Value?.DeepClone())));

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        foreach (var field in (string[])["selector", "template", "completions", "completionMode"])
        {
            if (field == "template" && old.BoolAt("spec", "suspend") == true)
                continue;
            if (!value.At("spec", field).DeepEqual(old.At("spec", field)))
                yield return FieldError.Invalid($"spec.{field}", Schemas.SchemaValidator.GoJson(value.At("spec", field)), "field is immutable");
        }
    }

    public static IEnumerable<FieldError> ValidateSpec(JsonObject? spec, string path)
    {
        foreach (var field in (string[])["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
        {
            if (spec.LongAt(field) is < 0 and var number)
                yield return FieldError.Invalid($"{path}.{field}", $"{number}", "must be greater than or equal to 0");
        }

        foreach (var error in PodValidation.Spec(spec.ObjectAt("template", "spec"), $"{path}.template.spec"))
            yield return error;
        if (spec.StringAt("template", "spec", "restartPolicy") is "Always" or "" or null)
            yield return FieldError.Required($"{path}.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
    }
}
