using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Schemas;

namespace October.LocalCluster.ApiServer.CustomResources.Rules;

public sealed class RuleChecksTests
{
    [Theory]
    [InlineData("""{"rule": "self.n > 1", "message": "n must exceed 1", "reason": "FieldValueInvalid", "fieldPath": ".n"}""", "")]
    [InlineData("""{"rule": ""}""", "rule: Required value: rule is not specified")]
    [InlineData("""{"rule": "self.n > 1", "message": "a\nb"}""", "message: Invalid value: \"a\\nb\": must not contain line breaks")]
    [InlineData(
        """{"rule": "self.n > 1", "reason": "BadReason"}""",
        "reason: Unsupported value: \"BadReason\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", "
            + "\"FieldValueRequired\"")]
    [InlineData("""{"rule": "self.n > 1", "fieldPath": ".nope"}""", "fieldPath: Invalid value: \".nope\": must be a valid path")]
    [InlineData("""{"rule": "self.n > 1", "optionalOldSelf": true}""", "optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule")]
    [InlineData(
        """{"rule": "self.n +"}""",
        """rule: Invalid value: {"Rule":"self.n +","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation """
            + """failed: ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', """
            + """NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"""
            + "\n | self.n +\n | ........^")]
    public void A_rule_must_be_whole_before_any_object_is(string rule, string error)
    {
        var schema = new Schema
        {
            Type = "object",
            Properties = new() { ["n"] = new Schema { Type = "integer" } },
            Rules = new JsonObject { ["x-kubernetes-validations"] = new JsonArray(JsonNode.Parse(rule)) },
        };

        var errors = RuleChecks.Check(schema, "schema").Select(static e => $"{e.Field}: {e.Message}");

        Assert.Equal(error.Length == 0 ? [] : ["schema.x-kubernetes-validations[0]." + error], errors);
    }

    [Fact]
    public void In_a_list_without_keys_there_is_no_old_self()
    {
        var items = new Schema
        {
            Type = "integer",
            Rules = new JsonObject { ["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = "self >= oldSelf" }) },
        };

        var error = Assert.Single(RuleChecks.Check(new Schema { Type = "array", Items = items }, "schema"));

        Assert.Equal("Invalid value: \"self >= oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within schema", error.Message);
    }
}
