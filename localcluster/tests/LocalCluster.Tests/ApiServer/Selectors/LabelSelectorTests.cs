namespace October.LocalCluster.ApiServer.Selectors;

public sealed class LabelSelectorTests
{
    [Theory]
    [InlineData("env=prod", true)]
    [InlineData("env==prod,tier!=db", true)]
    [InlineData("env in (dev, prod)", true)]
    [InlineData("env notin (prod)", false)]
    [InlineData("missing notin (x)", true)]
    [InlineData("!missing", true)]
    [InlineData("missing", false)]
    [InlineData("size>3", true)]
    [InlineData("size<3", false)]
    [InlineData("env=", false)]
    [InlineData("", true)]
    public void Selects_by_equality_sets_and_existence(string selector, bool expected)
    {
        var value = Cluster.Json("""{"metadata":{"labels":{"env":"prod","size":"5"}}}""");
        Assert.Equal(expected, LabelSelector.Parse(selector).Matches(value));
    }

    [Theory]
    [InlineData("env in prod", "unable to parse requirement: found 'prod' expected: '('")]
    [InlineData("env=a=b", "found '=', expected: ',' or 'end of string'")]
    [InlineData("=x", "found '=', expected: !, identifier, or 'end of string'")]
    public void A_malformed_selector_is_refused_with_the_servers_sentence(string selector, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => LabelSelector.Parse(selector)).Message);
}
