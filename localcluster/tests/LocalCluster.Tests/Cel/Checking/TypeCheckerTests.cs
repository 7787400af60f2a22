using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.Cel.Checking;

public sealed class TypeCheckerTests
{
    private const string Widget = """
        {"type": "object", "properties": {
          "n": {"type": "integer"}, "s": {"type": "string"}, "f": {"type": "number"}, "b": {"type": "boolean"},
          "when": {"type": "string", "format": "date-time"}, "port": {"x-kubernetes-int-or-string": true},
          "list": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
          "names": {"type": "array", "items": {"type": "string"}},
          "labels": {"type": "object", "additionalProperties": {"type": "string"}},
          "free": {"type": "array", "items": {"x-kubernetes-preserve-unknown-fields": true}}}}
        """;

    [Theory]
    [InlineData("self.n > 1", "bool")]
    [InlineData("self.n + 2", "int")]
    [InlineData("self.n > 1.5", "bool")]
    [InlineData("self.s.size() + size(self.names)", "int")]
    [InlineData("self.list.map(x, x.a)", "list(string)")]
    [InlineData("self.list.filter(x, x.a != '')", "list(object)")]
    [InlineData("self.list.all(x, self.list.exists(y, x.a == y.a))", "bool")]
    [InlineData("self.names.all(i, name, name.size() > i)", "bool")]
    [InlineData("self.labels.all(key, key.startsWith('a'))", "bool")]
    [InlineData("self.labels['a']", "string")]
    [InlineData("self.labels.?a.orValue('none')", "string")]
    [InlineData("has(self.s) ? self.s : 'none'", "string")]
    [InlineData("[]", "list(dyn)")]
    [InlineData("[1, 2].sum() == 3", "bool")]
    [InlineData("self.when > timestamp('2020-01-01T00:00:00Z') && self.when.getHours('UTC') == 1", "bool")]
    [InlineData("type(self.port) == int ? self.port > 1 : self.port.endsWith('%')", "bool")]
    [InlineData("quantity(self.s).isGreaterThan(quantity('1Gi'))", "bool")]
    [InlineData("semver(self.s, true).compareTo(semver('1.0.0'))", "int")]
    [InlineData("ip.isCanonical(self.s) && cidr('10.0.0.0/8').containsIP(self.s)", "bool")]
    [InlineData("cel.bind(x, self.n + 1, x * x)", "int")]
    [InlineData("optional.of(self.n).optMap(v, string(v))", "optional_type(string)")]
    [InlineData("oldSelf.n", "int")]
    [InlineData("self.names.join(',').split(',').isSorted()", "bool")]
    [InlineData("{'a': 1}['a']", "int")]
    [InlineData("self.n in [1, 2] || self.s in self.labels", "bool")]
    public void The_type_of_an_expression_is_known_before_it_runs(string expression, string type)
    {
        var check = Check(expression);

        Assert.Empty(check.Errors);
        Assert.Equal(type, check.TypeOf(check.Root).ToString().Replace("widget.list.@idx", "object", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("self.nope > 1", "undefined field 'nope'", 4)]
    [InlineData("nope > 1", "undeclared reference to 'nope' (in container '')", 0)]
    [InlineData("self.n > 'a'", "found no matching overload for '_>_' applied to '(int, string)'", 7)]
    [InlineData("self.n == 'a'", "found no matching overload for '_==_' applied to '(int, string)'", 7)]
    [InlineData("self.s.nope()", "undeclared reference to 'nope' (in container '')", 11)]
    [InlineData("self.n.startsWith('a')", "found no matching overload for 'startsWith' applied to 'int.(string)'", 17)]
    [InlineData("self.n && self.b", "expected type 'bool' but found 'int'", 4)]
    [InlineData("self.n.x", "type 'int' does not support field selection", 6)]
    [InlineData("self.n.all(x, true)", "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)", 4)]
    [InlineData("[1, 'a'].size() == 2", "expected type 'int' but found 'string'", 4)]
    [InlineData("has(self.free)", "undefined field 'free'", 3)]
    public void What_does_not_fit_is_told_with_its_place(string expression, string message, int position) =>
        Assert.Equal(new CheckError(message, position), Assert.Single(Check(expression).Errors));

    [Fact]
    public void Every_error_is_told_in_the_order_of_the_text() =>
        Assert.Equal(
            ["undefined field 'y'", "undefined field 'x'"], Check("self.list.exists(i, i.y == 'z') || self.x == 1").Errors.Select(static e => e.Message));

    [Fact]
    public void An_old_value_that_may_be_absent_is_an_optional()
    {
        var self = DeclarationBuilder.Build(new Schema { Type = "integer" }, isResource: false, "n")!;

        Assert.Empty(TypeChecker.Check(Parser.Parse("!oldSelf.hasValue() || self >= oldSelf.value()"), self, oldSelfIsOptional: true).Errors);
        Assert.Single(TypeChecker.Check(Parser.Parse("self >= oldSelf"), self, oldSelfIsOptional: true).Errors);
    }

    private static CheckedExpression Check(string expression)
    {
        var schema = SchemaReader.Read(JsonNode.Parse(Widget)!.AsObject());
        return TypeChecker.Check(Parser.Parse(expression), DeclarationBuilder.Build(schema, isResource: false, "widget")!, oldSelfIsOptional: false);
    }
}
