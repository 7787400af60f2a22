using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>Reads the rules that stand at one level of a schema.</summary>
internal static class RuleReader
{
    public const string Keyword = "x-kubernetes-validations";

    /// <summary>The rules as written.</summary>
    public static IReadOnlyList<JsonObject> Entries(Schema schema) => [.. schema.Rules.ArrayAt(Keyword).Objects()];

    /// <summary>The rules that parse: those that do not were refused when the schema was written.</summary>
    public static IReadOnlyList<Rule> Read(Schema schema) => [.. Entries(schema).Select(Read).OfType<Rule>()];

    /// <summary>A rule, or null when it does not parse.</summary>
    public static Rule? Read(JsonObject entry)
    {
        try
        {
            var expression = entry.StringAt("rule") ?? "";
            var program = Parser.Parse(expression);
            return new Rule
            {
                Expression = expression,
                Program = program,
                Message = entry.StringAt("message"),
                MessageProgram = entry.StringAt("messageExpression") is { Length: > 0 } message ? Parser.Parse(message) : null,
                Reason = entry.StringAt("reason") ?? "FieldValueInvalid",
                FieldPath = entry.StringAt("fieldPath"),
                OptionalOldSelf = entry.BoolAt("optionalOldSelf") == true,
                UsesOldSelf = Mentions.Variable(program, "oldSelf"),
            };
        }
        catch (CelSyntaxException)
        {
            return null;
        }
    }
}
