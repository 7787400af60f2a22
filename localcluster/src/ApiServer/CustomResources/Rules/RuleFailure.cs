using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Functions;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>The errors that rules end in, in the words of the real server.</summary>
internal static class RuleFailure
{
    private const string Root = "<nil>";

    /// <summary>The rule says no. Of objects and lists the value is not repeated.</summary>
    public static FieldError Of(Rule rule, JsonNode value, string path, string message)
    {
        var at = At(Join(path, rule.FieldPath));
        var shown = Shown(value);
        return rule.Reason switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(at, message),
            "FieldValueRequired" => FieldError.Required(at, message),
            "FieldValueDuplicate" => new FieldError("FieldValueDuplicate", at, shown is null ? "Duplicate value" : $"Duplicate value: {shown}"),
            _ => new FieldError("FieldValueInvalid", at, shown is null ? $"Invalid value: {message}" : $"Invalid value: {shown}: {message}"),
        };
    }

    public static FieldError OfError(Rule rule, Schema schema, string path, CelException error) => Invalid(
        schema,
        path,
        error.Message == CelException.NoSuchOverload().Message
            ? $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule.DefaultMessage}"
            : $"{error.Message} evaluating rule: {rule.DefaultMessage}");

    public static FieldError TooCostly(Rule rule, Schema schema, string path, CostLimitException error) =>
        Invalid(schema, path, $"'{error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.DefaultMessage}");

    public static FieldError OutOfBudget(Schema schema, string path) =>
        Invalid(schema, path, "validation failed due to running out of cost budget, no further validation rules will be run");

    /// <summary>When a rule could not be run, the type stands where the value would.</summary>
    private static FieldError Invalid(Schema schema, string path, string detail) => FieldError.InvalidText(At(path), schema.Type ?? "", detail);

    private static string? Shown(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object or JsonValueKind.Array => null,
        JsonValueKind.String => FieldError.Quote(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Join(string path, string? fieldPath)
    {
        if (string.IsNullOrEmpty(fieldPath))
            return path;
        // ['a'] and .a name the same field; maps are written with brackets.
        var relative = fieldPath.Replace("['", "[", StringComparison.Ordinal).Replace("']", "]", StringComparison.Ordinal);
        return path.Length == 0 ? relative.TrimStart('.') : path + relative;
    }

    private static string At(string path) => path.Length == 0 ? Root : path;
}
