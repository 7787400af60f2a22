using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.CustomResources.Expressions;
using October.LocalCluster.ApiServer.Schemas;
using October.LocalCluster.Cel.Checking;
using October.LocalCluster.Cel.Syntax;

namespace October.LocalCluster.Cel.Costs;

public sealed class CostEstimatorTests
{
    private const string Bounded = """
        {"type": "object", "properties": {
          "n": {"type": "integer"}, "s": {"type": "string", "maxLength": 25},
          "list": {"type": "array", "maxItems": 10, "items": {"type": "string", "maxLength": 25}},
          "map": {"type": "object", "maxProperties": 4, "additionalProperties": {"type": "integer"}}}}
        """;

    /// <remarks>Counted by the rules of <c>checker/cost.go</c>: one for each name and field, a tenth for each character, a loop's turns.</remarks>
    [Theory]
    [InlineData("true", 0ul)]
    [InlineData("self.n > 1", 3ul)]
    [InlineData("self.n > 1 && self.n < 5", 6ul)]
    [InlineData("has(self.n)", 1ul)]
    [InlineData("self.s == 'a'", 3ul)]
    [InlineData("self.s.contains('abcdefghij')", 12ul)]
    [InlineData("self.s.startsWith('abcdefghij')", 3ul)]
    [InlineData("self.list.all(x, x == 'a')", 2ul + 1 + (10 * 5))]
    [InlineData("self.list.exists(x, x == 'a')", 2ul + 1 + (10 * 6))]
    [InlineData("self.list.exists_one(x, x == 'a')", 2ul + 2 + (10 * 4))]
    [InlineData("self.list.map(x, x)", 2ul + 10 + 1 + (10 * 13))]
    [InlineData("self.map.all(k, self.map[k] > 0)", 2ul + 1 + (4 * 8))]
    [InlineData("size(self.list)", 3ul)]
    [InlineData("self.n in [1, 2, 3]", 15ul)]
    public void A_bounded_expression_costs_what_its_bounds_allow(string expression, ulong most) => Assert.Equal(most, Estimate(expression, Bounded).Max);

    [Theory]
    [InlineData("self.all(x, self.all(y, x == y))")]
    [InlineData("self.all(x, x.matches('a+b'))")]
    [InlineData("self.map(x, x + 'a').isSorted()")]
    public void Without_bounds_a_request_is_the_bound(string expression) =>
        Assert.True(Estimate(expression, """{"type": "array", "items": {"type": "string"}}""").Max > 10_000_000);

    [Fact]
    public void What_cannot_be_told_never_overflows()
    {
        var unknown = CostRange.Unknown;

        Assert.Equal(unknown, unknown + unknown);
        Assert.Equal(unknown, unknown * unknown);
        Assert.Equal(ulong.MaxValue, (unknown * 2.0).Max);
    }

    private static CostRange Estimate(string expression, string schema)
    {
        var self = DeclarationBuilder.Build(SchemaReader.Read(JsonNode.Parse(schema)!.AsObject()), isResource: false, "self")!;
        var check = TypeChecker.Check(Parser.Parse(expression), self, oldSelfIsOptional: false);
        Assert.Empty(check.Errors);
        return CostEstimator.Estimate(check, self);
    }
}
