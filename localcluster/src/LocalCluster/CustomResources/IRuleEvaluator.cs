using System.Text.Json.Nodes;
using October.LocalCluster.Kinds;
using October.LocalCluster.Schemas;

namespace October.LocalCluster.CustomResources;

/// <summary>Evaluates <c>x-kubernetes-validations</c> (KEP-2876).</summary>
internal interface IRuleEvaluator
{
    /// <summary>Compiles the rules of a schema when its CustomResourceDefinition is written.</summary>
    /// <param name="schema">The version's schema; rules are in <see cref="Schema.Rules"/> of each level.</param>
    /// <param name="path">Path of the schema within the definition, for the errors.</param>
    /// <returns>What does not compile, or may cost too much.</returns>
    IEnumerable<FieldError> Check(Schema schema, string path);

    /// <summary>Whether any level of a schema has rules.</summary>
    bool HasRules(Schema schema);

    /// <summary>Evaluates the rules on a value; transition rules only when there is an old one.</summary>
    IEnumerable<FieldError> Evaluate(Schema schema, JsonObject value, JsonObject? old);
}
