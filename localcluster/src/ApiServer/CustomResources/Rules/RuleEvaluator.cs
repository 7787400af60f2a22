using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>The rules of custom resources (KEP-2876), checked when a schema is written and run when an object is.</summary>
internal static class RuleEvaluator
{
    private static readonly ConditionalWeakTable<Schema, object> Known = [];

    /// <summary>Whether any level of a schema has rules.</summary>
    public static bool HasRules(Schema schema) => (bool)Known.GetValue(schema, static key => Any(key));

    /// <summary>Compiles the rules of a schema when its CustomResourceDefinition is written.</summary>
    /// <param name="schema">The version's schema; rules are in <see cref="Schema.Rules"/> of each level.</param>
    /// <param name="path">Path of the schema within the definition, for the errors.</param>
    /// <returns>What does not compile, or may cost too much.</returns>
    public static IEnumerable<FieldError> Check(Schema schema, string path) => RuleChecks.Check(schema, path);

    /// <summary>Evaluates the rules on a value; transition rules only when there is an old one.</summary>
    public static IEnumerable<FieldError> Evaluate(Schema schema, JsonObject value, JsonObject? old) => RuleRun.Run(schema, value, old);

    private static bool Any(Schema schema) =>
        (schema.Rules is not null && RuleReader.Entries(schema).Count > 0)
        || schema.Properties.Values.Append(schema.Items).Append(schema.AdditionalProperties).Any(static child => child?.Rules is not null && Any(child));
}
