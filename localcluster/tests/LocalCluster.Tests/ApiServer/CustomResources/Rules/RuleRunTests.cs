using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>Rules over objects; the sentences are those that a real kube-apiserver v1.36 gave for the same rules.</summary>
public sealed class RuleRunTests
{
    private static readonly Schema Widget = Level("object", [new("self.metadata.name.startsWith('w')", Message: "the name must start with w")], new()
    {
        ["metadata"] = Level("object", []),
        ["spec"] = Level(
            "object",
            [
                new("self.min <= self.max", Message: "min must not exceed max", FieldPath: ".min"),
                new(
                    "!has(self.a) || !has(self.b)",
                    MessageExpression: "'a (' + self.a + ') and b (' + self.b + ') exclude each other'",
                    Reason: "FieldValueForbidden"),
                new("!has(self.mode) || self.mode != 'x' || has(self.a)", Message: "a is required in mode x", Reason: "FieldValueRequired", FieldPath: ".a"),
                new("!has(self.dup) || self.dup != 'taken'", Reason: "FieldValueDuplicate"),
            ],
            new()
            {
                ["min"] = Level("integer", []),
                ["max"] = Level("integer", []),
                ["a"] = Level("string", []),
                ["b"] = Level("string", []),
                ["mode"] = Level("string", []),
                ["dup"] = Level("string", []),
                ["odd"] = Level("integer", [new("self % 2 == 1")]),
                ["mem"] = Level("string", [new("quantity(self).isGreaterThan(quantity('100Mi'))", Message: "mem is wrong")]),
                ["cls"] = Level("string", [new("self == oldSelf", Message: "cls is immutable")]),
                ["opt"] = Level("string", [new("oldSelf.hasValue() || self == 'first'", Message: "opt starts as first", OptionalOldSelf: true)]),
                ["a-b"] = Level("integer", [new("self > 0", Message: "must be positive")]),
                ["items"] = new Schema
                {
                    Type = "array",
                    ListType = "map",
                    MapKeys = ["name"],
                    Items = Level(
                        "object",
                        [new("self.v >= oldSelf.v", Message: "v may not shrink", FieldPath: ".v")],
                        new() { ["name"] = Level("string", []), ["v"] = Level("integer", []) }),
                },
                ["labels"] = new Schema { Type = "object", AdditionalProperties = Level("string", [new("self.size() > 1", Message: "too short")]) },
            }),
    });

    [Theory]
    [InlineData("""{"min": 1, "max": 5, "odd": 3}""")]
    [InlineData("""{"min": 1, "max": 5, "a": "p", "mode": "x", "mem": "1Gi"}""")]
    [InlineData("""{"min": 1, "max": 5, "opt": "first", "labels": {"k": "vv"}, "cls": "any"}""")]
    public void Rules_that_hold_say_nothing(string spec) => Assert.Empty(Run(spec));

    [Theory]
    [InlineData("""{"min": 6, "max": 5}""", "spec.min: Invalid value: min must not exceed max")]
    [InlineData("""{"min": 1, "max": 5, "a": "p", "b": "q"}""", "spec: Forbidden: a (p) and b (q) exclude each other")]
    [InlineData("""{"min": 1, "max": 5, "mode": "x"}""", "spec.a: Required value: a is required in mode x")]
    [InlineData("""{"min": 1, "max": 5, "dup": "taken"}""", "spec: Duplicate value")]
    [InlineData("""{"min": 1, "max": 5, "odd": 2}""", "spec.odd: Invalid value: 2: failed rule: self % 2 == 1")]
    [InlineData(
        """{"min": 6, "max": 5, "a": "p", "b": "q", "odd": 4}""",
        "spec.min: Invalid value: min must not exceed max|spec: Forbidden: a (p) and b (q) exclude each other|spec.odd: Invalid value: 4: failed rule: self % "
            + "2 == 1")]
    [InlineData("""{"min": 1, "max": 5, "mem": "100Mi"}""", "spec.mem: Invalid value: \"100Mi\": mem is wrong")]
    [InlineData(
        """{"min": 1, "max": 5, "mem": "lots"}""",
        "spec.mem: Invalid value: \"string\": quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$' evaluating rule: mem "
            + "is wrong")]
    [InlineData("""{"min": 1, "max": 5, "opt": "zzz"}""", "spec.opt: Invalid value: \"zzz\": opt starts as first")]
    [InlineData("""{"min": 1, "max": 5, "labels": {"k": "v"}}""", "spec.labels[k]: Invalid value: \"v\": too short")]
    [InlineData("""{"min": 1, "max": 5, "a-b": 0}""", "spec.a-b: Invalid value: 0: must be positive")]
    public void A_broken_rule_names_its_field_and_reason(string spec, string errors) => Assert.Equal(errors.Split('|'), Run(spec));

    [Fact]
    public void A_rule_of_the_whole_object_has_no_path() =>
        Assert.Equal(["<nil>: Invalid value: the name must start with w"], Run("""{"min": 1, "max": 5}""", name: "x1"));

    [Theory]
    [InlineData("""{"min": 1, "max": 5, "cls": "b"}""", """{"min": 1, "max": 5, "cls": "a"}""", "spec.cls: Invalid value: \"b\": cls is immutable")]
    [InlineData("""{"min": 1, "max": 5, "cls": "b"}""", """{"min": 1, "max": 5}""", "")]
    [InlineData("""{"min": 1, "max": 5, "opt": "second"}""", """{"min": 1, "max": 5, "opt": "first"}""", "")]
    [InlineData("""{"min": 1, "max": 5, "opt": "second"}""", """{"min": 1, "max": 5}""", "spec.opt: Invalid value: \"second\": opt starts as first")]
    [InlineData(
        """{"min": 1, "max": 5, "items": [{"name": "b", "v": 9}, {"name": "a", "v": 1}]}""",
        """{"min": 1, "max": 5, "items": [{"name": "a", "v": 2}]}""",
        "spec.items[1].v: Invalid value: v may not shrink")]
    public void Transition_rules_compare_with_what_was_there(string spec, string old, string errors) =>
        Assert.Equal(errors.Split('|', StringSplitOptions.RemoveEmptyEntries), Run(spec, old));

    [Fact]
    public void A_costly_rule_ends_the_run()
    {
        var schema = Level("object", [], new()
        {
            ["l"] = new Schema
            {
                Type = "array",
                Items = Level("integer", []),
                Rules = Rules([new("self.all(a, self.all(b, self.all(c, a + b + c >= 0)))", Message: "sum")]),
            },
        });
        var value = new JsonObject { ["l"] = new JsonArray([.. Enumerable.Range(0, 100).Select(static i => (JsonNode)i)]) };

        var error = Assert.Single(RuleRun.Run(schema, value, null));

        Assert.Equal(
            "Invalid value: \"array\": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds "
                + "limit for rule: sum",
            error.Message);
    }

    private static string[] Run(string spec, string? old = null, string name = "w1")
    {
        JsonObject Whole(string s) => new() { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = JsonNode.Parse(s) };
        return [.. RuleRun.Run(Widget, Whole(spec), old is null ? null : Whole(old)).Select(static error => $"{error.Field}: {error.Message}")];
    }

    private static Schema Level(string type, Entry[] rules, Dictionary<string, Schema>? properties = null) =>
        new() { Type = type, Properties = properties ?? [], Rules = Rules(rules) };

    private static JsonObject Rules(Entry[] rules) => new()
    {
        ["x-kubernetes-validations"] = new JsonArray([.. rules.Select(static rule => new JsonObject
        {
            ["rule"] = rule.Rule,
            ["message"] = rule.Message,
            ["messageExpression"] = rule.MessageExpression,
            ["reason"] = rule.Reason,
            ["fieldPath"] = rule.FieldPath,
            ["optionalOldSelf"] = rule.OptionalOldSelf,
        })]),
    };

    private sealed record Entry(
        string Rule, string? Message = null, string? MessageExpression = null, string? Reason = null, string? FieldPath = null, bool OptionalOldSelf = false);
}
