using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.CustomResources;
using October.LocalCluster.Kinds;
using October.LocalCluster.Schemas;

namespace October.LocalCluster.Cel.Rules;

/// <summary>The rules of custom resources (KEP-2876), checked when a schema is written and run when an object is.</summary>
internal sealed class RuleEvaluator : IRuleEvaluator
{
    private static readonly ConditionalWeakTable<Schema, object> Known = [];

    public bool HasRules(Schema schema) => (bool)Known.GetValue(schema, static key => Any(key));

    public IEnumerable<FieldError> Check(Schema schema, string path) => RuleChecks.Check(schema, path);

    public IEnumerable<FieldError> Evaluate(Schema schema, JsonObject value, JsonObject? old) => RuleRun.Run(schema, value, old);

    private static bool Any(Schema schema) =>
        (schema.Rules is not null && RuleReader.Entries(schema).Count > 0)
        || schema.Properties.Values.Append(schema.Items).Append(schema.AdditionalProperties).Any(static child => child?.Rules is not null && Any(child));
}
