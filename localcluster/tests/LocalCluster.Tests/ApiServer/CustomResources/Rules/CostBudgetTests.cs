namespace October.LocalCluster.ApiServer.CustomResources.Rules;

public sealed class CostBudgetTests
{
    [Theory]
    [InlineData(10_000_000ul, "")]
    [InlineData(12_000_000ul, "exceeds budget by factor of 1.200000x")]
    [InlineData(30_000_000ul, "exceeds budget by factor of 3.0x")]
    [InlineData(2_000_000_000ul, "exceeds budget by factor of more than 100x")]
    public void One_expression_may_cost_ten_million(ulong cost, string refusal) =>
        Assert.Contains(refusal, new CostBudget().Charge("rule", "estimated rule cost", cost)?.Message ?? "", StringComparison.Ordinal);

    [Fact]
    public void All_together_may_cost_a_hundred_million_and_the_most_expensive_are_named()
    {
        var budget = new CostBudget();
        foreach (var i in Enumerable.Range(1, 13))
            budget.Charge($"rule{i}", "estimated rule cost", 8_000_000 + (ulong)i);
        budget.Charge("cheap", "estimated rule cost", 10);

        var errors = budget.Exceeded("schema").ToList();

        Assert.Equal(["rule13", "rule12", "rule11", "rule10", "schema"], errors.Select(static e => e.Field));
        Assert.StartsWith(
            "Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget",
            errors[^1].Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Within_the_budget_nothing_is_said()
    {
        var budget = new CostBudget();

        Assert.Null(budget.Charge("rule", "estimated rule cost", 9_000_000));
        Assert.Empty(budget.Exceeded("schema"));
    }
}
