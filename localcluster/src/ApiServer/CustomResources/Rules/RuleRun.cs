using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Evaluation;
using October.LocalCluster.Cel.Functions;
using October.LocalCluster.Cel.Values;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>One validation of one object: walks schema and value together and runs the rules of every level, outermost first.</summary>
internal sealed class RuleRun
{
    private const int MaxMessage = 5 * 1024;

    private static readonly ConditionalWeakTable<Schema, IReadOnlyList<Rule>> Compiled = [];

    private readonly CostMeter _meter = new();
    private readonly Evaluator _evaluator;
    private readonly List<FieldError> _errors = [];
    private bool _stopped;

    private RuleRun() => _evaluator = new Evaluator(_meter);

    public static IReadOnlyList<FieldError> Run(Schema schema, JsonObject value, JsonObject? old)
    {
        var run = new RuleRun();
        run.Walk(schema, value, old, "", isRoot: true);
        return run._errors;
    }

    /// <param name="schema">The level's schema.</param>
    /// <param name="value">Its value.</param>
    /// <param name="old">The value it replaces, when there is one that corresponds.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="isRoot">True for the whole object.</param>
    private void Walk(Schema schema, JsonNode? value, JsonNode? old, string path, bool isRoot = false)
    {
        if (value is null || _stopped)
            return;
        RunRules(schema, value, old, path, isRoot);
        switch (value)
        {
            case JsonObject map:
                foreach (var (key, child) in map)
                {
                    // The rules of metadata are those of every object.
                    if (isRoot && key is "metadata" or "apiVersion" or "kind")
                        continue;
                    var previous = schema.AtomicMap ? null : old.At(key);
                    if (schema.Properties.TryGetValue(key, out var property))
                        Walk(property, child, previous, path.Length == 0 ? key : $"{path}.{key}");
                    else if (schema.AdditionalProperties is { } values)
                        Walk(values, child, previous, $"{path}[{key}]");
                }

                break;
            case JsonArray list when schema.Items is { } items:
                for (var i = 0; i < list.Count; i++)
                    Walk(items, list[i], schema.IsMapList ? SameKeys(list[i], old as JsonArray, schema.MapKeys) : null, $"{path}[{i}]");
                break;
        }
    }

    private static JsonNode? SameKeys(JsonNode? item, JsonArray? old, IReadOnlyList<string> keys) =>
        old?.FirstOrDefault(other => keys.All(key => item.At(key).DeepEqual(other.At(key))));

    private void RunRules(Schema schema, JsonNode value, JsonNode? old, string path, bool isRoot)
    {
        if (schema.Rules is null)
            return;
        foreach (var rule in Compiled.GetValue(schema, RuleReader.Read))
        {
            if (_stopped || (rule.UsesOldSelf && old is null && !rule.OptionalOldSelf))
                continue;
            _meter.BeginRule();
            try
            {
                var scope = Variables(rule, schema, value, old, isRoot);
                if (!Evaluator.Truth(_evaluator.Evaluate(rule.Program, scope)))
                    _errors.Add(RuleFailure.Of(rule, value, path, Message(rule, scope)));
            }
            catch (CelException exception)
            {
                _errors.Add(RuleFailure.OfError(rule, schema, path, exception));
            }
            catch (CostLimitException exception)
            {
                _errors.Add(_meter.IsExhausted ? RuleFailure.OutOfBudget(schema, path) : RuleFailure.TooCostly(rule, schema, path, exception));
                _stopped = true;
            }
        }
    }

    private static Scope Variables(Rule rule, Schema schema, JsonNode value, JsonNode? old, bool isRoot)
    {
        var scope = new Scope("self", Value(value), null);
        if (!rule.UsesOldSelf)
            return scope;
        if (rule.OptionalOldSelf)
            return new Scope("oldSelf", old is null ? CelOptional.None : CelOptional.Of(Value(old)), scope);
        return new Scope("oldSelf", Value(old!), scope);
        object? Value(JsonNode node) => isRoot ? SchemaValue.Root((JsonObject)node, schema) : SchemaValue.Of(node, schema);
    }

    /// <summary>What the rule's own expression says of its failure; when that fails, too, the plain message.</summary>
    private string Message(Rule rule, Scope scope)
    {
        if (rule.MessageProgram is null)
            return rule.DefaultMessage;
        try
        {
            return
                _evaluator.Evaluate(rule.MessageProgram, scope) is string text
                && text.Trim() is { Length: > 0 and <= MaxMessage } message
                && !message.Contains('\n', StringComparison.Ordinal)
                ? message
                : rule.DefaultMessage;
        }
        catch (Exception exception) when (exception is CelException or CostLimitException)
        {
            return rule.DefaultMessage;
        }
    }
}
