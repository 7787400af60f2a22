using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.Cel.Syntax;
using October.LocalCluster.Kinds;
using October.LocalCluster.Objects;
using October.LocalCluster.Schemas;

namespace October.LocalCluster.Cel.Rules;

/// <summary>What a schema's rules must be like before any object is: complete, parsable, with fields that exist.</summary>
internal static class RuleChecks
{
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    /// <summary>Walks the schema; a path that does not correlate old and new values allows no transition rules.</summary>
    public static IEnumerable<FieldError> Check(Schema schema, string path, bool correlates = true)
    {
        var entries = schema.Rules is null ? [] : RuleReader.Entries(schema);
        for (var i = 0; i < entries.Count; i++)
        {
            foreach (var error in Entry(entries[i], schema, $"{path}.{RuleReader.Keyword}[{i}]", correlates))
                yield return error;
        }

        foreach (var (name, child) in schema.Properties.Where(static property => property.Value.Rules is not null))
        {
            foreach (var error in Check(child, $"{path}.properties[{name}]", correlates && !schema.AtomicMap))
                yield return error;
        }

        foreach (var (child, at, follows) in new[] { (schema.AdditionalProperties, "additionalProperties", !schema.AtomicMap), (schema.Items, "items", schema.IsMapList) })
        {
            foreach (var error in child is null ? [] : Check(child, $"{path}.{at}", correlates && follows))
                yield return error;
        }
    }

    private static IEnumerable<FieldError> Entry(JsonObject entry, Schema schema, string path, bool correlates)
    {
        var rule = entry.StringAt("rule") ?? "";
        if (rule.Trim().Length == 0)
        {
            yield return FieldError.Required($"{path}.rule", "rule is not specified");
            yield break;
        }

        if (entry.StringAt("message") is { } message)
        {
            if (message.Contains('\n', StringComparison.Ordinal))
                yield return FieldError.InvalidText($"{path}.message", message, "must not contain line breaks");
            else if (message.Length > 0 && message.Trim().Length == 0)
                yield return FieldError.InvalidText($"{path}.message", message, "message must be non-empty if specified");
        }
        else if (rule.Trim().Contains('\n', StringComparison.Ordinal) && entry.StringAt("messageExpression") is null)
        {
            yield return FieldError.Required($"{path}.message", "message must be specified if rule contains line breaks");
        }

        if (entry.StringAt("reason") is { } reason && !Reasons.Contains(reason))
            yield return FieldError.NotSupported($"{path}.reason", FieldError.Quote(reason), Reasons);
        if (entry.StringAt("fieldPath") is { Length: > 0 } fieldPath && !FieldPaths.Exists(fieldPath, schema))
            yield return FieldError.InvalidText($"{path}.fieldPath", fieldPath, "must be a valid path");
        if (Syntax(rule) is { } syntax)
        {
            yield return FieldError.Invalid($"{path}.rule", Shown(entry), syntax);
            yield break;
        }

        var usesOldSelf = Mentions.Variable(Parser.Parse(rule), "oldSelf");
        if (entry.BoolAt("optionalOldSelf") == true && !usesOldSelf)
            yield return FieldError.Invalid($"{path}.optionalOldSelf", "true", "may not be set if oldSelf is not used in rule");
        if (usesOldSelf && !correlates)
            yield return FieldError.InvalidText($"{path}.rule", rule, "oldSelf cannot be used on the uncorrelatable portion of the schema");
        if (entry.StringAt("messageExpression") is { Length: > 0 } messageExpression && Syntax(messageExpression) is { } messageSyntax)
            yield return FieldError.Invalid($"{path}.messageExpression", Shown(entry), messageSyntax);
    }

    /// <summary>The complaint of the parser with the line and a mark under the place, or null.</summary>
    private static string? Syntax(string expression)
    {
        try
        {
            Parser.Parse(expression);
            return null;
        }
        catch (CelSyntaxException e)
        {
            return $"compilation failed: {SourceMark.Render(expression, e.Position, e.Message)}";
        }
    }

    /// <summary>The rule as Go's JSON encoder prints it.</summary>
    private static string Shown(JsonObject entry) =>
        new JsonObject
        {
            ["Rule"] = entry.StringAt("rule") ?? "",
            ["Message"] = entry.StringAt("message") ?? "",
            ["MessageExpression"] = entry.StringAt("messageExpression") ?? "",
            ["Reason"] = entry.StringAt("reason"),
            ["FieldPath"] = entry.StringAt("fieldPath") ?? "",
            ["OptionalOldSelf"] = entry.BoolAt("optionalOldSelf"),
        }.ToJsonString(GoJson)
            .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);

    private static readonly JsonSerializerOptions GoJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
