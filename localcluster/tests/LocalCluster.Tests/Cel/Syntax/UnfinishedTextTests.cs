namespace October.LocalCluster.Cel.Syntax;

public sealed class UnfinishedTextTests
{
    [Theory]
    [InlineData("'a\\")]
    [InlineData("\"\\")]
    [InlineData("'''a\\")]
    public void A_string_that_ends_in_a_backslash_is_a_syntax_error(string text) =>
        Assert.Throws<CelSyntaxException>(() => Parser.Parse(text));
}
