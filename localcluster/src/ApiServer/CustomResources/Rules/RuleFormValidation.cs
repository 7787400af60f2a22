using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>What an entry of <c>x-kubernetes-validations</c> must be like before its expressions are looked at.</summary>
internal static class RuleFormValidation
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public static IEnumerable<FieldError> Check(JsonObject entry, Schema schema, string path)
    {
        var rule = (entry.StringAt("rule") ?? "").Trim();
        var message = entry.StringAt("message") ?? "";
        if (rule.Length == 0)
            yield return FieldError.Required($"{path}.rule", "rule is not specified");
        else if (message.Length > 0 && message.Trim().Length == 0)
            yield return FieldError.InvalidText($"{path}.message", message, "must be non-empty if specified");
        else if (HasLineBreak(message.Trim()))
            yield return FieldError.InvalidText($"{path}.message", message, "must not contain line breaks");
        else if (HasLineBreak(rule) && message.Length == 0)
            yield return FieldError.Required($"{path}.message", "message must be specified if rule contains line breaks");
        if (entry.StringAt("messageExpression") is { Length: > 0 } expression && expression.Trim().Length == 0)
            yield return FieldError.Required($"{path}.messageExpression", "messageExpression must be non-empty if specified");
        if (entry.StringAt("reason") is { } reason && !Reasons.Contains(reason))
            yield return FieldError.NotSupported($"{path}.reason", FieldError.Quote(reason), Reasons);
        if (entry.StringAt("fieldPath") is not { Length: > 0 } fieldPath)
            yield break;
        if (fieldPath.Trim().Length == 0)
            yield return FieldError.InvalidText($"{path}.fieldPath", fieldPath, "must be non-empty if specified");
        if (HasLineBreak(fieldPath))
            yield return FieldError.InvalidText($"{path}.fieldPath", fieldPath, "must not contain line breaks");
        if (!FieldPaths.Exists(fieldPath, schema))
            yield return FieldError.InvalidText($"{path}.fieldPath", fieldPath, "must be a valid path");
    }

    private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');
}
