using System.Text.Json.Nodes;
using October.LocalCluster.CustomResources;
using October.LocalCluster.Kinds;
using October.LocalCluster.Schemas;

namespace October.LocalCluster.Cel.Rules;

/// <summary>The rules of custom resources (KEP-2876), checked when a schema is written and run when an object is.</summary>
internal sealed class RuleEvaluator : IRuleEvaluator
{
    public IEnumerable<FieldError> Check(Schema schema, string path) => RuleChecks.Check(schema, path);

    public IEnumerable<FieldError> Evaluate(Schema schema, JsonObject value, JsonObject? old) => RuleRun.Run(schema, value, old);
}
