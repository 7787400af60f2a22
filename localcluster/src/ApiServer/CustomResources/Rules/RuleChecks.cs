using System.Text.Json;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.ApiServer.Validation;
using October.LocalCluster.Cel.Checking;
using October.LocalCluster.Cel.Costs;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>
/// What the rules of a schema must be like before any object is: complete, compiling, of the right types, with fields that exist, and
/// affordable (apiextensions' <c>ValidateCustomResourceDefinitionOpenAPISchema</c>).
/// </summary>
internal sealed class RuleChecks
{
    private readonly CostBudget _budget = new();
    private readonly List<FieldError> _formErrors = [];
    private readonly List<FieldError> _errors = [];

    private RuleChecks()
    {
    }

    /// <summary>Where a level of the schema stands.</summary>
    /// <param name="Path">Its path.</param>
    /// <param name="Cardinality">How often it may occur in one object; null when nothing limits that.</param>
    /// <param name="Uncorrelated">The outermost level within which old values cannot be found, if any.</param>
    /// <param name="IsRoot">Whether it is the whole object.</param>
    private sealed record Level(string Path, ulong? Cardinality, string? Uncorrelated, bool IsRoot);

    public static IEnumerable<FieldError> Check(Schema schema, string path)
    {
        var checks = new RuleChecks();
        checks.Walk(schema, new Level(path, 1, null, IsRoot: true));
        return checks._formErrors.Concat(checks._errors).Concat(checks._budget.Exceeded(path));
    }

    /// <summary>From the inside out: where the form is wrong, expressions at that level and above are not looked at.</summary>
    private void Walk(Schema schema, Level level)
    {
        var formErrors = _formErrors.Count;
        var inner = level with { IsRoot = false };
        if (schema.AdditionalProperties is { Rules: not null } values)
            Walk(
                values,
                inner with { Path = $"{level.Path}.additionalProperties", Cardinality = Times(level.Cardinality, schema.Rules.LongAt("maxProperties")) });
        var ofProperties = schema.AtomicMap ? inner with { Uncorrelated = level.Uncorrelated ?? level.Path } : inner;
        foreach (var (name, property) in schema.Properties.Where(static p => p.Value.Rules is not null))
            Walk(property, ofProperties with { Path = $"{level.Path}.properties[{name}]" });
        if (schema.Items is { } items)
        {
            Walk(items, inner with
            {
                Path = $"{level.Path}.items",
                Cardinality = Times(level.Cardinality, schema.Rules.LongAt("maxItems")),
                Uncorrelated = schema.IsMapList ? level.Uncorrelated : level.Uncorrelated ?? level.Path,
            });
        }

        var entries = schema.Rules is null ? [] : RuleReader.Entries(schema);
        if (entries.Count == 0)
            return;
        for (var i = 0; i < entries.Count; i++)
            _formErrors.AddRange(RuleFormValidation.Check(entries[i], schema, EntryPath(level, i)));
        if (_formErrors.Count == formErrors)
            Compile(schema, entries, level);
    }

    private void Compile(Schema schema, IReadOnlyList<JsonObject> entries, Level level)
    {
        if (DeclarationBuilder.Build(schema, level.IsRoot || schema.EmbeddedResource, "selfType") is not { } self)
        {
            _errors.Add(new FieldError("InternalError", $"{level.Path}.{RuleReader.Keyword}",
                "Internal error: internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema "
                    + "to CEL declarations"));
            return;
        }

        var times = level.Cardinality ?? (ulong)(DeclarationBuilder.MaxRequest / (self.MinSize + 1));
        for (var i = 0; i < entries.Count; i++)
            Entry(entries[i], self, times, EntryPath(level, i), level.Uncorrelated);
    }

    private void Entry(JsonObject entry, Declaration self, ulong times, string path, string? uncorrelated)
    {
        var rule = entry.StringAt("rule") ?? "";
        var oldSelfIsOptional = entry.BoolAt("optionalOldSelf") == true;
        var compiled = RuleCompilation.Of(rule, self, oldSelfIsOptional, StaticType.Bool, "cel expression must evaluate to a bool");
        Charge($"{path}.rule", "estimated rule cost", CostRange.Multiply(compiled.Cost, times));
        if (compiled.Error is { } error)
            _errors.Add(FieldError.Invalid($"{path}.rule", Shown(entry), error));
        else if (entry.StringAt("messageExpression") is { Length: > 0 } messageExpression)
            Message(messageExpression, entry, self, oldSelfIsOptional, path);
        if (compiled.UsesOldSelf && uncorrelated is not null)
            _errors.Add(
                FieldError.InvalidText($"{path}.rule", rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}"));
        if (!compiled.UsesOldSelf && entry.BoolAt("optionalOldSelf") is { } set)
            _errors.Add(FieldError.Invalid($"{path}.optionalOldSelf", set ? "true" : "false", "may not be set if oldSelf is not used in rule"));
    }

    private void Message(string expression, JsonObject entry, Declaration self, bool oldSelfIsOptional, string path)
    {
        const string WrongResult = "messageExpression must evaluate to a string";
        var compiled = RuleCompilation.Of(expression, self, oldSelfIsOptional, StaticType.String, WrongResult);
        if (compiled.Error is { } error)
            _errors.Add(FieldError.Invalid($"{path}.messageExpression", Shown(entry), error == WrongResult ? error : $"messageExpression {error}"));
        else
            Charge($"{path}.messageExpression", "estimated messageExpression cost", compiled.Cost);
    }

    private void Charge(string path, string what, ulong cost)
    {
        if (_budget.Charge(path, what, cost) is { } error)
            _errors.Add(error);
    }

    private static string EntryPath(Level level, int index) => $"{level.Path}.{RuleReader.Keyword}[{index}]";

    private static ulong? Times(ulong? cardinality, long? limit) =>
        cardinality is { } count && limit is { } most ? CostRange.Multiply(count, (ulong)Math.Max(most, 0)) : null;

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
        }
            .ToJsonString(GoJson)
            .Replace("<", "\\u003c", StringComparison.Ordinal)
            .Replace(">", "\\u003e", StringComparison.Ordinal)
            .Replace("&", "\\u0026", StringComparison.Ordinal);

    private static readonly JsonSerializerOptions GoJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
