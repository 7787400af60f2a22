using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Rules;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources;

/// <summary>The rules of a custom resource, from its schema and subresources.</summary>
internal sealed class CustomResourceStrategy(Schema schema, bool hasStatus, IReadOnlyList<string> selectableFields, bool isTerminating) : Strategy
{
    private static readonly FieldError Unchecked = FieldError.Invalid(
        "<nil>", "null", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    public override bool HasGeneration => true;

    public override bool HasStatus => hasStatus;

    public override bool AllowsUnconditionalUpdate => false;

    public override IReadOnlyList<string> SelectableFields => selectableFields;

    public override string? CreationForbidden => isTerminating ? "create not allowed while custom resource definition is terminating" : null;

    public override string UnknownFieldLabel(string field) => $"field label not supported: {field}";

    public override void Default(JsonObject value) => StructuralDefaulter.Default(value, schema);

    /// <summary>Everything but metadata counts; with a status subresource, the status does not.</summary>
    public override bool DesiredStateChanged(JsonObject value, JsonObject old)
    {
        var keys = value
            .Select(p => p.Key)
            .Union(old.Select(p => p.Key))
            .Where(k => k is not ("metadata" or "apiVersion" or "kind") && !(hasStatus && k == "status"));
        return keys.Any(k => !value[k].DeepEqual(old[k]));
    }

    /// <summary>The endpoint replaces the status and nothing else, not even labels.</summary>
    public override void PrepareForStatusUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        base.PrepareForStatusUpdate(value, old, context);
        var managed = value["metadata"].At("managedFields")?.DeepClone();
        value["metadata"] = old["metadata"]?.DeepClone();
        value.Metadata().SetOrRemove("managedFields", managed);
    }

    public override IEnumerable<FieldError> Validate(JsonObject value, StrategyContext context) => [];

    /// <summary>New objects are validated whole.</summary>
    public override IEnumerable<FieldError> ValidateCreate(JsonObject value, StrategyContext context)
    {
        var errors = SchemaValidator.Validate(value, schema, "").Concat(EmbeddedResources.Validate(value, schema)).ToList();
        return WithRules(errors, RuleEvaluator.Evaluate(schema, value, null));
    }

    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        var errors = Ratcheting.Keep(SchemaValidator.Validate(value, schema, "").Concat(EmbeddedResources.Validate(value, schema)), value, old).ToList();
        return WithRules(errors, Ratcheting.Keep(RuleEvaluator.Evaluate(schema, value, old), value, old));
    }

    public override IEnumerable<FieldError> ValidateStatusUpdate(JsonObject value, JsonObject old, StrategyContext context)
    {
        var errors = value["status"] is { } status && schema.Properties.GetValueOrDefault("status") is { } statusSchema
            ? Ratcheting.Keep(SchemaValidator.Validate(status, statusSchema, "").Select(InStatus), value, old).ToList()
            : [];
        return WithRules(errors, Ratcheting.Keep(RuleEvaluator.Evaluate(schema, value, old), value, old));
    }

    /// <summary>The status is validated by itself: sentences name its fields from there, errors from the root.</summary>
    private static FieldError InStatus(FieldError error) => error with { Field = error.Field is "<nil>" ? "status" : $"status.{error.Field}" };

    /// <summary>On an object of the wrong shape rules are not run, and the answer says so; other errors stand beside those of the rules.</summary>
    private IEnumerable<FieldError> WithRules(List<FieldError> errors, IEnumerable<FieldError> evaluation)
    {
        if (!RuleEvaluator.HasRules(schema))
            return errors;
        var isBlocked = errors.Exists(static e =>
            e.Reason is "FieldValueNotSupported" or "FieldValueRequired" or "FieldValueTooLong" or "FieldValueTooMany" or "FieldValueTypeInvalid");
        return errors.Concat(isBlocked ? [Unchecked] : evaluation);
    }
}
