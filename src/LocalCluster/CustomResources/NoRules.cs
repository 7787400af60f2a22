using System.Text.Json.Nodes;
using October.LocalCluster.Kinds;
using October.LocalCluster.Schemas;

namespace October.LocalCluster.CustomResources;

/// <summary>A server without an expression evaluator: rules are stored and published, but hold for every value.</summary>
internal sealed class NoRules : IRuleEvaluator
{
    public IEnumerable<FieldError> Check(Schema schema, string path) => [];

    public IEnumerable<FieldError> Evaluate(Schema schema, JsonObject value, JsonObject? old) => [];
}
